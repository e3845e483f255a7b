package io.dataflowmonitoring.systemtests.influxdb;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import io.dataflowmonitoring.local.process.ChildProcess;
import io.dataflowmonitoring.systemtests.support.Processes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the task says to an InfluxDB 2.x. There is none here: a stand-in takes it down.
 */
class InfluxDb2StandInIT {

	/** Measurement, tags, fields and time, as the line protocol of 2.x has them. */
	private static final String LINE = "[a-z0-9_]+(,[^ =,]+=([^ =,]|\\\\[ =,])+)+ [a-z_]+=[-0-9.E]+(,[a-z_]+=[-0-9.E]+)* [0-9]{13}";

	@RegisterExtension
	static final Processes processes = new Processes();

	@Test
	void theTaskWritesToTheBucketOfTheOrganizationWithTheTokenAndCreatesNoDatabase()
			throws IOException, InterruptedException {
		try (InfluxDb2StandIn influxDb = new InfluxDb2StandIn()) {
			ChildProcess task = processes.start(Apps.task("ship", influxDb.uri())
				.arguments("--management.influx.metrics.export.org=my shop",
						"--management.influx.metrics.export.bucket=metrics",
						"--management.influx.metrics.export.token=a-token"));
			assertThat(task.awaitExit(Duration.ofMinutes(3))).isZero();

			assertThat(influxDb.requests()).isNotEmpty().allSatisfy((request) -> {
				assertThat(request.method()).isEqualTo("POST");
				assertThat(request.uri().getPath()).isEqualTo("/api/v2/write");
				assertThat(request.uri().getRawQuery().split("&")).containsExactlyInAnyOrder("precision=ms",
						"bucket=metrics", "org=my+shop");
				assertThat(request.authorization()).isEqualTo("Token a-token");
			});
			List<String> lines = influxDb.requests().stream().flatMap((request) -> request.lines().stream()).toList();
			assertThat(lines).allMatch((line) -> line.matches(LINE));
			assertThat(lines).anyMatch((line) -> line.matches("demo_orders_shipped,application=task-demo-influxdb,"
					+ "instance=[^ ]+,region=EMEA,spring_cloud_task_name=ship,metric_type=counter value=20 [0-9]+"));
			assertThat(lines).anyMatch((line) -> line.startsWith("spring_cloud_task,") && line.contains(" sum=")
					&& line.contains(",spring_cloud_task_status=success"));
		}
	}

}
