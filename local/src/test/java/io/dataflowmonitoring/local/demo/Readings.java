package io.dataflowmonitoring.local.demo;

import java.time.Duration;
import java.time.Instant;

/**
 * What the proxy says, for tests.
 */
final class Readings {

	private static final String CONNECTED = """
			demo_orders_placed_total{application_name="demo-source",region="EMEA",stream_name="demo"} %1$d
			demo_orders_placed_total{application_name="demo-source",region="APAC",stream_name="demo"} %1$d
			demo_orders_priced_total{application_name="demo-processor",region="EMEA",stream_name="demo"} %1$d
			demo_orders_received_total{application_name="demo-sink",region="EMEA",stream_name="demo"} %1$d
			demo_orders_received_total{application_name="demo-sink",region="EMEA",stream_name="other"} 7000
			""";

	private static final String PROXY = """
			prometheus_proxy_app_up{app="1",application_name="demo-source",reason="none",stream_name="demo"} 1
			prometheus_proxy_app_up{app="2",application_name="demo-processor",reason="none",stream_name="demo"} 1
			prometheus_proxy_app_up{app="3",application_name="demo-sink",reason="timeout",stream_name="demo"} 0
			prometheus_proxy_app_samples{app="1",application_name="demo-source",stream_name="demo"} 310
			prometheus_proxy_app_scrape_duration_seconds{app="1",application_name="demo-source",stream_name="demo"} 0.0125
			prometheus_proxy_pushes_kept 2
			""";

	private Readings() {
	}

	/** All apps, but the sink did not answer in time. */
	static Reading at(Instant time, int messages) {
		return reading(time, CONNECTED.formatted(messages), PROXY);
	}

	/** All apps and one end of a task. */
	static Reading withTask(String executionId, String exitCode) {
		return reading(Instant.EPOCH,
				CONNECTED.formatted(1) + ("spring_cloud_task_seconds_count{spring_cloud_task_execution_id=\"%s\","
						+ "spring_cloud_task_exit_code=\"%s\",spring_cloud_task_name=\"demo-task\","
						+ "spring_cloud_task_status=\"success\"} 1\n")
					.formatted(executionId, exitCode),
				PROXY);
	}

	/** One that is well, one that is late, and one that is lost. */
	static Reading withSimulatedApps() {
		return reading(Instant.EPOCH, "",
				PROXY + """
						prometheus_proxy_app_up{app="4",application_name="http",reason="none",stream_name="clicks"} 1
						prometheus_proxy_app_up{app="5",application_name="splitter",reason="timeout",stream_name="clicks"} 0
						prometheus_proxy_app_up{app="6",application_name="http",reason="lost",stream_name="payments"} 0
						prometheus_proxy_app_up{app="7",application="demo-task",reason="none",spring_cloud_task_name="demo-task"} 1
						prometheus_proxy_app_samples{app="4",application_name="http",stream_name="clicks"} 90
						prometheus_proxy_app_samples{app="5",application_name="splitter",stream_name="clicks"} 0
						prometheus_proxy_app_scrape_duration_seconds{app="4",application_name="http",stream_name="clicks"} 0.004
						prometheus_proxy_app_scrape_duration_seconds{app="5",application_name="splitter",stream_name="clicks"} 1.8
						""");
	}

	static Reading reading(Instant time, String connected, String proxy) {
		return new Reading(time, Duration.ofMillis(23), Sample.count(connected), Sample.readAll(connected),
				Sample.readAll(proxy));
	}

}
