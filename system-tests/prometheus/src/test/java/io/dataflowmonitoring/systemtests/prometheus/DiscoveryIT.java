package io.dataflowmonitoring.systemtests.prometheus;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

import io.dataflowmonitoring.systemtests.support.Processes;
import io.dataflowmonitoring.systemtests.support.Prometheus;
import io.dataflowmonitoring.systemtests.support.Proxy;
import io.dataflowmonitoring.systemtests.support.Sample;
import io.dataflowmonitoring.systemtests.support.Tools;
import io.dataflowmonitoring.wire.ExpositionFormat;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Prometheus finds the apps by itself, with the configuration that users copy. */
class DiscoveryIT {

	@RegisterExtension
	static final Processes processes = new Processes();

	private static Proxy proxy;

	private static Prometheus prometheus;

	private final List<SimulatedApp> apps = new ArrayList<>();

	@BeforeAll
	static void start() throws IOException, InterruptedException {
		proxy = Proxy.start(processes);
		prometheus = Prometheus.start(processes, Tools.require("prometheus"),
				ScrapeConfiguration.read("prometheus-discovery.yml", proxy.httpPort()));
	}

	@AfterEach
	void disconnect() {
		this.apps.forEach(SimulatedApp::close);
	}

	@Test
	@DisplayName("An app's own instance, not the proxy's (prometheus-rsocket-proxy#12, spring-cloud-dataflow#4472)")
	void eachAppHasItsOwnUpAndInstanceAndGoesStaleWhenItLeaves() {
		Map<String, String> first = Map.of("instance", "leaves-1", "application", "orders", "stream_name", "s");
		Map<String, String> second = Map.of("instance", "leaves-2", "application", "orders", "stream_name", "s");
		connect(SimulatedApp.described(proxy.tcpPort(), first, EnumSet.allOf(ExpositionFormat.class)));
		SimulatedApp leaving = connect(SimulatedApp.undescribed(proxy.tcpPort(), second));
		eventually(() -> {
			for (String instance : List.of("leaves-1", "leaves-2")) {
				Sample up = one("up{job=\"dataflow-apps\",instance=\"" + instance + "\"}");
				assertThat(up.value()).isEqualTo(1);
				assertThat(up.labels()).containsEntry("application", "orders").containsEntry("stream_name", "s");
				Sample orders = one("orders_total{instance=\"" + instance + "\"}");
				assertThat(orders.labels()).containsEntry("job", "dataflow-apps")
					.doesNotContainKey("exported_instance");
			}
		});
		assertThat(prometheus.query("count by (instance) (up{instance=~\"leaves-.\"})")).hasSize(2)
			.allMatch((count) -> count.value() == 1);
		leaving.close();
		eventually(() -> {
			assertThat(prometheus.query("{instance=\"leaves-2\"}")).isEmpty();
			assertThat(one("up{instance=\"leaves-1\"}").value()).isEqualTo(1);
		});
	}

	@Test
	@DisplayName("One slow app must not hang the scrape, and say which app it was (prometheus-rsocket-proxy#60)")
	void anAppThatDoesNotAnswerIsDownAndNoOther() {
		connect(SimulatedApp.described(proxy.tcpPort(), Map.of("instance", "well"),
				EnumSet.allOf(ExpositionFormat.class)));
		SimulatedApp stalled = connect(SimulatedApp.described(proxy.tcpPort(), Map.of("instance", "stalled"),
				EnumSet.allOf(ExpositionFormat.class)));
		stalled.stall();
		eventually(() -> {
			assertThat(one("up{instance=\"stalled\"}").value()).isZero();
			assertThat(one("up{instance=\"well\"}").value()).isEqualTo(1);
			assertThat(prometheus.query("prometheus_proxy_app_up{exported_instance=\"stalled\",reason=\"timeout\"}"))
				.hasSize(1);
		});
	}

	@Test
	@DisplayName("The final push arrives (prometheus-rsocket-proxy#35, #84, spring-cloud-dataflow#5042)")
	void anAppThatHasEndedIsATargetWithWhatItSaidLast() throws IOException {
		SimulatedApp task = SimulatedApp.described(proxy.tcpPort(),
				Map.of("instance", "task-1", "spring_cloud_task_name", "import", "spring_cloud_task_execution_id", "1"),
				EnumSet.allOf(ExpositionFormat.class));
		task.pushAndClose();
		eventually(() -> {
			assertThat(one("orders_total{instance=\"task-1\"}").value()).isEqualTo(2);
			assertThat(one("up{instance=\"task-1\",spring_cloud_task_name=\"import\"}").value()).isEqualTo(1);
			assertThat(prometheus.query("prometheus_proxy_push_time_seconds{instance=\"task-1\"}")).hasSize(1);
		});
	}

	private SimulatedApp connect(SimulatedApp app) {
		this.apps.add(app);
		return app;
	}

	private static Sample one(String query) {
		List<Sample> samples = prometheus.query(query);
		assertThat(samples).as(query).hasSize(1);
		return samples.get(0);
	}

	private static void eventually(ThrowingRunnable assertion) {
		await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(500)).untilAsserted(assertion);
	}

}
