package io.dataflowmonitoring.systemtests;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.dataflowmonitoring.local.process.ChildCommand;
import io.dataflowmonitoring.local.process.ChildProcess;
import io.dataflowmonitoring.systemtests.support.Exposition;
import io.dataflowmonitoring.systemtests.support.Processes;
import io.dataflowmonitoring.systemtests.support.Proxy;
import io.dataflowmonitoring.systemtests.support.Sample;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Apps with the published client, two that are well beside one that is not. */
class PublishedClientIT {

	private static final Duration DEADLINE = Duration.ofSeconds(4);

	private static final String ORDERS = "published_client_orders_total";

	private static final int HEALTHY_COUNTERS = 500;

	@RegisterExtension
	static final Processes processes = new Processes();

	private static Proxy proxy;

	@BeforeAll
	static void startHealthyApps() throws InterruptedException {
		proxy = Proxy.start(processes);
		String counters = "--counters=" + HEALTHY_COUNTERS;
		processes.start(Apps.published("healthy-tcp", proxy.tcpPort(), counters));
		processes.start(Apps.published("healthy-websocket", proxy.websocketPort(), counters, "--transport=websocket"));
		awaitConnections(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "healthy-tcp", "healthy-websocket" })
	void anAppIsPulledOverTcpAndOverWebSocket(String app) {
		assertThat(proxy.scrape(DEADLINE).samples(ORDERS, "application", app)).hasSize(HEALTHY_COUNTERS)
			.allMatch((sample) -> sample.value() == Integer.parseInt(sample.label("number")) + 1);
	}

	@Test
	void aStalledAppDelaysNothingBeyondTheDeadlineAndIsReportedEachTime(TestReporter reporter)
			throws InterruptedException {
		ChildProcess stalled = startAndAwait(Apps.published("stalled", proxy.tcpPort(), "--stall=25s"));
		for (int i = 0; i < 3; i++) {
			Instant start = Instant.now();
			CompletableFuture<Exposition> scrape = CompletableFuture.supplyAsync(() -> proxy.scrape(DEADLINE));
			proxy.ownMetrics();
			assertThat(Duration.between(start, Instant.now())).as("the proxy's own metrics do not wait")
				.isLessThan(DEADLINE.dividedBy(2));
			assertThatTheHealthyAreComplete(scrape.join());
			Duration took = Duration.between(start, Instant.now());
			reporter.publishEntry("scrape " + (i + 1) + " with a stalled app", "took " + took + " of " + DEADLINE);
			assertThat(took).isLessThan(DEADLINE);
			assertThat(appsWith("timeout", 0)).hasSize(1);
			assertThat(appsWith("none", 1)).extracting((app) -> app.label("application"))
				.containsExactlyInAnyOrder("healthy-tcp", "healthy-websocket");
		}
		processes.kill(stalled);
	}

	@Test
	void anAppThatAnswersGarbageSpoilsNobodysScrapeAndIsReported() throws InterruptedException {
		ChildProcess garbage = startAndAwait(Apps.published("garbage", proxy.tcpPort(), "--garbage"));
		Exposition scrape = proxy.scrape(DEADLINE);
		assertThatTheHealthyAreComplete(scrape);
		assertThat(scrape.text()).doesNotContain("not an exposition");
		assertThat(appsWith("malformed", 0)).hasSize(1);
		processes.kill(garbage);
	}

	@Test
	void aKilledAppIsGoneFromTheNextScrapeAndReportedAsLost() throws InterruptedException {
		ChildProcess app = startAndAwait(Apps.published("killed", proxy.tcpPort()));
		assertThat(proxy.scrape(DEADLINE).samples(ORDERS, "application", "killed")).isNotEmpty();
		processes.kill(app);
		awaitConnections(2);
		assertThat(proxy.scrape(DEADLINE).samples(ORDERS, "application", "killed")).isEmpty();
		assertThat(appsWith("lost", 0)).extracting((lost) -> lost.label("application")).contains("killed");
	}

	private static ChildProcess startAndAwait(ChildCommand app) {
		awaitConnections(2);
		ChildProcess process = processes.start(app);
		awaitConnections(3);
		return process;
	}

	private static void awaitConnections(int count) {
		await().atMost(Duration.ofSeconds(60))
			.until(() -> proxy.ownMetrics()
				.samples("prometheus_proxy_connections")
				.stream()
				.mapToDouble(Sample::value)
				.sum() == count);
	}

	private static void assertThatTheHealthyAreComplete(Exposition scrape) {
		assertThat(scrape.samples(ORDERS, "application", "healthy-tcp")).hasSize(HEALTHY_COUNTERS);
		assertThat(scrape.samples(ORDERS, "application", "healthy-websocket")).hasSize(HEALTHY_COUNTERS);
	}

	private static List<Sample> appsWith(String reason, int up) {
		return proxy.ownMetrics()
			.samples("prometheus_proxy_app_up", "reason", reason)
			.stream()
			.filter((app) -> app.value() == up)
			.toList();
	}

}
