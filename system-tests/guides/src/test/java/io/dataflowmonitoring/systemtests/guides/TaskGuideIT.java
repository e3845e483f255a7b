package io.dataflowmonitoring.systemtests.guides;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

import io.dataflowmonitoring.local.process.ChildCommand;
import io.dataflowmonitoring.systemtests.support.PackagedJar;
import io.dataflowmonitoring.systemtests.support.Processes;
import io.dataflowmonitoring.systemtests.support.Prometheus;
import io.dataflowmonitoring.systemtests.support.Proxy;
import io.dataflowmonitoring.systemtests.support.Tools;
import io.dataflowmonitoring.systemtests.support.UsersConfiguration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Whoever follows the guide to task apps has the tasks' own metrics in Prometheus, and
 * how they ended.
 */
class TaskGuideIT {

	@RegisterExtension
	static final Processes processes = new Processes();

	private static Proxy proxy;

	private static Prometheus prometheus;

	@BeforeAll
	static void start() throws IOException, InterruptedException {
		Path executable = Tools.require("prometheus");
		proxy = Proxy.start(processes);
		prometheus = Prometheus.start(processes, executable, UsersConfiguration.of(proxy, Duration.ofSeconds(2)));
	}

	@ParameterizedTest
	@EnumSource(names = { "SHIPPING", "SHIPPING_ON_BOOT_3_5", "SHIPPING_ON_BOOT_4_1" })
	void aTasksOwnMetricAndItsEndAreInPrometheus(PackagedJar jar) throws InterruptedException {
		String name = "shipped-by-" + jar;
		assertThat(exitCode(name, jar, "--shipping.orders=o-1,o-2")).isZero();
		assertSeen("shop_orders_shipped_total{spring_cloud_task_name='%s'} == 2".formatted(name));
		assertSeen("spring_cloud_task_seconds_count{spring_cloud_task_name='%s', spring_cloud_task_exit_code='0'} == 1"
			.formatted(name));
	}

	@Test
	void aTaskThatThrowsIsSeenAsFailed() throws InterruptedException {
		assertThat(exitCode("not-shipped", PackagedJar.SHIPPING)).isOne();
		assertSeen("spring_cloud_task_seconds_count{spring_cloud_task_name='not-shipped', "
				+ "spring_cloud_task_exit_code='1', spring_cloud_task_status='failure'} == 1");
	}

	@Test
	void aJobsOwnMetricAndItsEndAreInPrometheus() throws InterruptedException {
		assertThat(exitCode("invoiced", PackagedJar.INVOICES)).isZero();
		assertSeen("shop_invoices_written_total{spring_cloud_task_name='invoiced'} == 3");
		assertSeen(
				"spring_batch_job_seconds_count{spring_cloud_task_name='invoiced', spring_batch_job_status='COMPLETED'} == 1");
		assertSeen(
				"spring_cloud_task_seconds_count{spring_cloud_task_name='invoiced', spring_cloud_task_exit_code='0'} == 1");
	}

	@Test
	void aJobThatFailsFailsItsTask() throws InterruptedException {
		assertThat(exitCode("not-invoiced", PackagedJar.INVOICES, "--invoices.orders=o-1,o-2,,o-4")).isOne();
		assertSeen(
				"spring_batch_job_seconds_count{spring_cloud_task_name='not-invoiced', spring_batch_job_status='FAILED'} == 1");
		assertSeen("spring_cloud_task_seconds_count{spring_cloud_task_name='not-invoiced', "
				+ "spring_cloud_task_exit_code='1', spring_cloud_task_status='failure'} == 1");
	}

	@Test
	void aJobRunsOnTablesWithThePrefixThatAServerHandsOn() throws InterruptedException {
		assertThat(exitCode("prefixed", PackagedJar.INVOICES, "--spring.batch.jdbc.table-prefix=BOOT3_BATCH_"))
			.isZero();
		assertSeen("shop_invoices_written_total{spring_cloud_task_name='prefixed'} == 3");
	}

	private static int exitCode(String name, PackagedJar jar, String... arguments) throws InterruptedException {
		return processes
			.start(ChildCommand.jar(name, jar.path())
				.jvmOptions("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
				.arguments("--spring.cloud.task.name=" + name, "--micrometer.prometheus.rsocket.host=127.0.0.1",
						"--micrometer.prometheus.rsocket.port=" + proxy.tcpPort())
				.arguments(arguments))
			.awaitExit(Duration.ofMinutes(2));
	}

	private static void assertSeen(String promql) {
		await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(prometheus.query(promql)).hasSize(1));
	}

}
