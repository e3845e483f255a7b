package io.dataflowmonitoring.systemtests;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.dataflowmonitoring.local.process.ChildProcess;
import io.dataflowmonitoring.local.process.Readiness;
import io.dataflowmonitoring.systemtests.support.Processes;
import io.dataflowmonitoring.systemtests.support.Proxy;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What apps say last, of tasks and of apps with the published client. Nothing scrapes
 * before they have ended, so that all that is seen has been pushed.
 * <p>
 * The final push arrives, for tasks above all, and when a task is stopped
 * (prometheus-rsocket-proxy#35, #84; spring-cloud-dataflow#5042, #5279); a pair of
 * Prometheus servers both see it.
 */
class FinalPushIT {

	private static final Duration RETENTION = Duration.ofSeconds(20);

	private static final Duration APP_TIMEOUT = Duration.ofMinutes(2);

	@RegisterExtension
	static final Processes processes = new Processes();

	private static Proxy proxy;

	@BeforeAll
	static void startProxy() throws InterruptedException {
		proxy = Proxy.start(processes, "--micrometer.prometheus-proxy.retention=" + RETENTION.toSeconds() + "s");
	}

	@Test
	void whatPublishedClientsPushReachesTwoScrapersUntilTheRetentionEnds() throws InterruptedException {
		ChildProcess tcp = processes.start(Apps.published("pushes-over-tcp", proxy.tcpPort(), "--push-after=3s"));
		ChildProcess websocket = processes.start(Apps.published("pushes-over-websocket", proxy.websocketPort(),
				"--transport=websocket", "--push-after=3s"));
		assertThat(List.of(tcp.awaitExit(APP_TIMEOUT), websocket.awaitExit(APP_TIMEOUT))).containsOnly(0);
		for (String metric : List.of("published_client_ends_total", "prometheus_proxy_push_time_seconds")) {
			assertThatTwoScrapersSee(metric, "application", "pushes-over-tcp");
			assertThatTwoScrapersSee(metric, "application", "pushes-over-websocket");
		}
		await().atMost(RETENTION.multipliedBy(2))
			.until(() -> proxy.scrape().samples("published_client_ends_total").isEmpty());
	}

	@Test
	void aTaskThatNoScrapeFoundAliveIsSeenByTwoScrapersWithItsExitCode() throws InterruptedException {
		ChildProcess task = processes.start(Apps.task("succeeds", proxy.tcpPort(), Duration.ofSeconds(1)));
		assertThat(task.awaitExit(APP_TIMEOUT)).isZero();
		assertThatTwoScrapersSee("spring_cloud_task_seconds_count", "spring_cloud_task_name", "succeeds",
				"spring_cloud_task_exit_code", "0");
	}

	@Test
	void aTaskThatFailsIsSeenWithItsExitCode() throws InterruptedException {
		ChildProcess task = processes
			.start(Apps.task("fails", proxy.tcpPort(), Duration.ofSeconds(1)).arguments("--demo.task.fail-at=5"));
		assertThat(task.awaitExit(APP_TIMEOUT)).isPositive();
		assertThatTwoScrapersSee("spring_cloud_task_seconds_count", "spring_cloud_task_name", "fails",
				"spring_cloud_task_exit_code", Integer.toString(task.exitCode().orElseThrow()));
	}

	@Test
	void aTaskThatIsStoppedWhileItWorksStillPushes() throws InterruptedException {
		ChildProcess task = processes.start(Apps.task("stopped", proxy.tcpPort(), Duration.ofMinutes(5)));
		task.awaitReady(Readiness.logLine("Executing step"), APP_TIMEOUT);
		processes.stop(task);
		assertThatTwoScrapersSee("spring_batch_job_seconds_count", "spring_cloud_task_name", "stopped",
				"spring_batch_job_status", "STOPPED");
		assertThatTwoScrapersSee("spring_cloud_task_seconds_count", "spring_cloud_task_name", "stopped",
				"spring_cloud_task_status", "failure");
	}

	/** Two at the same time, and each of them again. */
	private static void assertThatTwoScrapersSee(String metric, String... labels) {
		for (int i = 0; i < 2; i++) {
			Stream.of(CompletableFuture.supplyAsync(proxy::scrape), CompletableFuture.supplyAsync(proxy::scrape))
				.map(CompletableFuture::join)
				.forEach((scrape) -> assertThat(scrape.samples(metric, labels)).hasSize(1));
		}
	}

}
