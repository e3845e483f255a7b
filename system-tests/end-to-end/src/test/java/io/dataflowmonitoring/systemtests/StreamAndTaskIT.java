package io.dataflowmonitoring.systemtests;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.dataflowmonitoring.local.broker.BrokerProcess;
import io.dataflowmonitoring.local.process.ChildProcess;
import io.dataflowmonitoring.local.process.FreePorts;
import io.dataflowmonitoring.local.process.Readiness;
import io.dataflowmonitoring.systemtests.support.Exposition;
import io.dataflowmonitoring.systemtests.support.PackagedJar;
import io.dataflowmonitoring.systemtests.support.Processes;
import io.dataflowmonitoring.systemtests.support.Prometheus;
import io.dataflowmonitoring.systemtests.support.Promtool;
import io.dataflowmonitoring.systemtests.support.Proxy;
import io.dataflowmonitoring.systemtests.support.Sample;
import io.dataflowmonitoring.systemtests.support.Tools;
import io.dataflowmonitoring.systemtests.support.UsersConfiguration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The whole suite: Kafka, the three stream apps, the task, the proxy and, where it is
 * installed, Prometheus.
 */
class StreamAndTaskIT {

	private static final String STREAM = "orders";

	private static final List<String> STREAM_APPS = List.of("demo-source", "demo-processor", "demo-sink");

	/** Long enough for a task to start, work and end in between. */
	private static final Duration SCRAPE_INTERVAL = Duration.ofSeconds(20);

	/** Three scrapes, for a busy machine. */
	private static final Duration SEEN_BY_PROMETHEUS = SCRAPE_INTERVAL.multipliedBy(3);

	@RegisterExtension
	static final Processes processes = new Processes();

	private static Proxy proxy;

	private static Optional<Prometheus> prometheus = Optional.empty();

	@BeforeAll
	static void startEverything() throws IOException, InterruptedException {
		List<Integer> ports = FreePorts.find(2);
		int kafkaPort = ports.get(0);
		processes
			.start(BrokerProcess.command(PackagedJar.LOCAL.executable(), kafkaPort, ports.get(1),
					processes.directory().resolve("kafka-data")))
			.awaitReady(Readiness.tcp(kafkaPort), Duration.ofSeconds(90));
		proxy = Proxy.start(processes);
		processes.start(Apps.stream(STREAM, "demo-source", "source", PackagedJar.SOURCE, kafkaPort, proxy.tcpPort()));
		processes.start(
				Apps.stream(STREAM, "demo-processor", "processor", PackagedJar.PROCESSOR, kafkaPort, proxy.tcpPort()));
		processes.start(Apps.stream(STREAM, "demo-sink", "sink", PackagedJar.SINK, kafkaPort, proxy.tcpPort())
			.arguments("--demo.sink.failure-rate=0.3"));
		Optional<Path> executable = Tools.find("prometheus");
		if (executable.isPresent()) {
			prometheus = Optional
				.of(Prometheus.start(processes, executable.get(), UsersConfiguration.of(proxy, SCRAPE_INTERVAL)));
		}
		await().atMost(Duration.ofMinutes(3)).until(StreamAndTaskIT::allStreamAppsAreThere);
	}

	private static boolean allStreamAppsAreThere() {
		Exposition scrape = proxy.scrape();
		return STREAM_APPS.stream().allMatch((app) -> scrape.mentions("application_name", app));
	}

	@ParameterizedTest
	@ValueSource(strings = {
			"demo_orders_placed_total{application_name='demo-source', application_type='source', region='EMEA'} > 0",
			"kafka_producer_record_send_total{application_name='demo-source', application_type='source'} > 0",
			"demo_orders_priced_total{application_name='demo-processor', application_type='processor', region='AMER'} > 0",
			"kafka_consumer_fetch_manager_records_consumed_total{application_name='demo-processor'} > 0",
			"demo_orders_received_total{application_name='demo-sink', application_type='sink', region='APAC'} > 0",
			"demo_order_value_total{application_name='demo-sink', application_type='sink', region='APAC'} > 0",
			"demo_order_latency_seconds_count{application_name='demo-sink'} > 0",
			"histogram_quantile(0.5, demo_order_latency_seconds_bucket{application_name='demo-sink'}) > 0" })
	void metricsOfTheStreamAppsAreInPrometheusByNameAndLabel(String promql) {
		Prometheus prometheus = prometheus();
		String inStream = promql.replace("{", "{stream_name='" + STREAM + "', ");
		await().atMost(SEEN_BY_PROMETHEUS).untilAsserted(() -> assertThat(prometheus.query(inStream)).isNotEmpty());
	}

	@Test
	void failedOrdersAreSeenAsErrorsAndAsDeadLetters() {
		Prometheus prometheus = prometheus();
		await().atMost(SEEN_BY_PROMETHEUS).untilAsserted(() -> {
			assertThat(prometheus
				.query("spring_cloud_function_seconds_count{application_name='demo-sink', error!='none'} > 0"))
				.isNotEmpty();
			// The sink itself writes to no topic but that of the dead letters.
			assertThat(prometheus.query("kafka_producer_record_send_total{application_name='demo-sink'} > 0"))
				.isNotEmpty();
		});
	}

	@Test
	void everySampleSaysWhichInstanceItComesFromAndNoneIsTheProxys() {
		Prometheus prometheus = prometheus();
		String ofTheStream = "{stream_name='" + STREAM + "', __name__!~'prometheus_proxy_.*'}";
		await().atMost(SEEN_BY_PROMETHEUS)
			.untilAsserted(() -> assertThat(prometheus
				.query("count by (application_name) (count by (application_name, instance) (" + ofTheStream + "))"))
				.hasSameSizeAs(STREAM_APPS)
				.allMatch((instances) -> instances.value() == 1));
		String proxyAddress = "127.0.0.1:" + proxy.httpPort();
		assertThat(prometheus
			.query("{stream_name='" + STREAM + "', instance='" + proxyAddress + "', __name__!~'prometheus_proxy_.*'}"))
			.isEmpty();
		assertThat(prometheus
			.query("{__name__=~'.+', stream_name='', spring_cloud_task_name='', instance!='" + proxyAddress + "'}"))
			.isEmpty();
	}

	@Test
	void aTaskThatLivesThreeSecondsBetweenTwoScrapesIsSeen() throws InterruptedException {
		Prometheus prometheus = prometheus();
		String task = "between-scrapes";
		// On a busy machine the next scrape may come before the task has ended.
		for (int attempts = 1; !runsBetweenTwoScrapes(task, prometheus); attempts++) {
			assertThat(attempts).as("tasks that a scrape has found alive").isLessThan(3);
			task += "-again";
		}
		String selector = "{spring_cloud_task_name='" + task + "', ";
		await().atMost(SEEN_BY_PROMETHEUS)
			.untilAsserted(() -> assertThat(
					prometheus.query("spring_cloud_task_seconds_count" + selector + "spring_cloud_task_exit_code='0'}"))
				.singleElement()
				.matches((series) -> series.value() == 1));
		assertThat(
				prometheus.query("spring_batch_job_seconds_count" + selector + "spring_batch_job_status='COMPLETED'}"))
			.singleElement()
			.matches((series) -> series.value() == 1);
		assertThat(prometheus.query("spring_cloud_task_seconds_sum" + selector + "}")).singleElement()
			.matches((series) -> series.value() >= 3 && series.value() < SCRAPE_INTERVAL.toSeconds());
	}

	private static boolean runsBetweenTwoScrapes(String name, Prometheus prometheus) throws InterruptedException {
		Instant earlier = prometheus.lastScrape("/metrics/connected");
		await().atMost(SEEN_BY_PROMETHEUS).until(() -> prometheus.lastScrape("/metrics/connected").isAfter(earlier));
		Instant before = prometheus.lastScrape("/metrics/connected");
		ChildProcess task = processes.start(Apps.task(name, proxy.tcpPort(), Duration.ofSeconds(3)));
		assertThat(task.awaitExit(Duration.ofMinutes(2))).isZero();
		return prometheus.lastScrape("/metrics/connected").equals(before);
	}

	/** With a Prometheus of its own, since recorded series are of no instance. */
	@Test
	void everyRecordedSeriesHasData() throws IOException, InterruptedException {
		Prometheus prometheus = Prometheus.start(processes, Tools.require("prometheus"),
				UsersConfiguration.withRules(proxy, Duration.ofSeconds(2)));
		processes.start(Apps.task("recorded", proxy.tcpPort(), Duration.ofSeconds(1))).awaitExit(Duration.ofMinutes(2));
		await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofSeconds(2)).untilAsserted(() -> {
			List<String> recorded = new ArrayList<>();
			prometheus.get("rules?type=record")
				.get("groups")
				.forEach((group) -> group.get("rules").forEach((rule) -> recorded.add(rule.get("name").asString())));
			// No task fails here; promtool's tests have one.
			recorded.removeIf((name) -> name.contains(":failure:") || name.contains(":last_failure:"));
			assertThat(recorded).hasSizeGreaterThan(15)
				.allSatisfy((name) -> assertThat(prometheus.query(name)).as(name).isNotEmpty());
		});
	}

	/** With a Prometheus of its own, which scrapes more often. */
	@Test
	void everyQueryOfTheDashboardsHasData() throws IOException, InterruptedException {
		Prometheus prometheus = Prometheus.start(processes, Tools.require("prometheus"),
				UsersConfiguration.of(proxy, Duration.ofSeconds(2)));
		Duration work = Duration.ofSeconds(1);
		processes.start(Apps.task("drawn", proxy.tcpPort(), work)).awaitExit(Duration.ofMinutes(2));
		processes.start(Apps.task("drawn-red", proxy.tcpPort(), work).arguments("--demo.task.fail-at=5"))
			.awaitExit(Duration.ofMinutes(2));
		Set<String> queries = Dashboards.queries();
		assertThat(queries).hasSizeGreaterThan(80);
		// Kafka's metrics by topic can be a minute late.
		await().atMost(Duration.ofMinutes(3))
			.pollInterval(Duration.ofSeconds(5))
			.untilAsserted(() -> assertThat(queries)
				.allSatisfy((query) -> assertThat(prometheus.query(query)).as(query).isNotEmpty()));
	}

	@Test
	void noSeriesIsThereTwiceAndNoFamilyHasTwoHeaders() {
		Exposition scrape = proxy.scrape();
		assertThat(scrape.samples()).extracting(Sample::name, Sample::labels).doesNotHaveDuplicates();
		assertThat(scrape.text().lines().filter((line) -> line.startsWith("# "))).doesNotHaveDuplicates();
	}

	@Test
	void promtoolAcceptsTheMergedMetricsOfAllAppsAndTheProxysOwn() throws IOException, InterruptedException {
		Promtool promtool = Promtool.require();
		processes.start(Apps.task("linted", proxy.tcpPort(), Duration.ofSeconds(1))).awaitExit(Duration.ofMinutes(2));
		promtool.checkMetrics(proxy.scrape());
		promtool.checkMetrics(proxy.ownMetrics());
	}

	@Test
	void aKilledProxyHasAllAppsBackWithinThirtySeconds(TestReporter reporter) throws InterruptedException {
		Instant killed = Instant.now();
		proxy.killAndStartAgain();
		proxy.awaitReady();
		Duration ready = Duration.between(killed, Instant.now());
		await().atMost(Duration.ofSeconds(30)).until(StreamAndTaskIT::allStreamAppsAreThere);
		Duration back = Duration.between(killed, Instant.now());
		reporter.publishEntry("killed proxy", "ready after " + ready + ", all apps back after " + back);
		assertThat(back).as("time from the kill until all apps are back; the proxy was ready after %s", ready)
			.isLessThan(Duration.ofSeconds(30));
	}

	private static Prometheus prometheus() {
		Tools.require("prometheus");
		return prometheus.orElseThrow();
	}

}
