package io.dataflowmonitoring.systemtests.dataflow;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.dataflowmonitoring.systemtests.support.Exposition;
import io.dataflowmonitoring.systemtests.support.Prometheus;
import io.dataflowmonitoring.systemtests.support.Sample;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The sample stream's life under Data Flow, step by step, with the commands that the
 * README of the folder {@code dataflow} gives.
 */
@TestMethodOrder(OrderAnnotation.class)
@ExtendWith(Steps.class)
abstract class StreamUnderDataFlow {

	/** What the apps place, price and receive; grows ten times a second. */
	private static final List<String> COUNTERS = List.of("demo_orders_placed_total", "demo_orders_priced_total",
			"demo_orders_received_total");

	private static final Duration SEEN_BY_PROMETHEUS = Duration.ofMinutes(1);

	/** Below the ports that Linux gives to outgoing connections. */
	private static final int LAST_PORT = 32767;

	@RegisterExtension
	static final DataFlowServers servers = new DataFlowServers();

	private final Version version;

	private DataFlow dataFlow;

	private Prometheus prometheus;

	StreamUnderDataFlow(Version version) {
		this.version = version;
	}

	@BeforeEach
	void findServers() {
		this.dataFlow = servers.shared(this.version);
		this.prometheus = this.dataFlow.prometheus();
	}

	@Test
	@Order(1)
	void deployedAppsAreInPrometheusUnderTheLabelsThatDashboardsSelectBy() {
		this.dataFlow.shell("dataflow/commands/register.shell", "dataflow/commands/deploy.shell");
		this.dataFlow.awaitDeployed("orders");
		await().atMost(SEEN_BY_PROMETHEUS)
			.untilAsserted(() -> assertThat(identities("{application=~'orders-.*'}"))
				.containsExactlyInAnyOrder(identity("source", 0), identity("processor", 0), identity("sink", 0)));
	}

	/** All there are, so that no sample lacks a label that others have. */
	private List<Map<String, String>> identities(String selector) {
		return this.prometheus
			.query("count by (stream_name, application, application_name, application_type, "
					+ "application_guid, instance_index) (" + selector + ")")
			.stream()
			.map(Sample::labels)
			.toList();
	}

	private static Map<String, String> identity(String type, int index) {
		String name = "demo-" + type;
		return Map.of("stream_name", "orders", "application", "orders-" + name + "-" + type, "application_name", name,
				"application_type", type, "application_guid", guid(type, index), "instance_index",
				String.valueOf(index));
	}

	private static String guid(String type, int index) {
		return "orders.demo-" + type + "-v1-" + index;
	}

	@Test
	@Order(2)
	void whatTheyHandOnToEachOtherIsCounted() {
		await().atMost(SEEN_BY_PROMETHEUS)
			.untilAsserted(() -> assertThat(COUNTERS)
				.allMatch((counter) -> !this.prometheus.query(counter + "{stream_name='orders'} > 0").isEmpty()));
	}

	@Test
	@Order(3)
	void noLabelOfADeployedAppSaysThatSomethingIsUnknown() {
		assertThat(this.dataFlow.scrape().samples()).filteredOn((sample) -> sample.has("stream_name", "orders"))
			.isNotEmpty()
			.flatExtracting((sample) -> sample.labels().entrySet())
			.filteredOn((label) -> label.getValue().toLowerCase(Locale.ROOT).contains("unknown"))
			.isEmpty();
	}

	@Test
	@Order(4)
	void noOutgoingConnectionCanTakeThePortOfAnAppBeforeItDoes() {
		assertThat(this.dataFlow.apps("orders")).hasSize(3)
			.allMatch((app) -> app.port() > 0 && app.port() <= LAST_PORT);
	}

	@Test
	@Order(5)
	void aSecondStartNamesWhatRunsAndLeavesItAlone() {
		Script start = Script.run(this.dataFlow.directory(), Duration.ofMinutes(1), "start", "--free-ports");
		assertThat(start.exitCode()).isEqualTo(1);
		assertThat(start.output()).matches("start: kafka still runs as process \\d+: end it with dataflow/stop\n");
		assertThat(this.dataFlow.get("streams/definitions/orders").path("status").asString()).isEqualTo("deployed");
	}

	@Test
	@Order(6)
	void instancesOfAScaledAppAreToldApart() {
		this.dataFlow.shell("dataflow/commands/scale.shell");
		this.dataFlow.awaitDeployed("orders");
		await().atMost(SEEN_BY_PROMETHEUS.multipliedBy(2))
			.untilAsserted(() -> assertThat(identities("demo_orders_priced_total > 0"))
				.containsExactlyInAnyOrder(identity("processor", 0), identity("processor", 1)));
		assertThat(identities("{application=~'orders-.*'}")).containsExactlyInAnyOrder(identity("source", 0),
				identity("processor", 0), identity("processor", 1), identity("sink", 0));
		assertThat(this.prometheus.query("count by (instance) (demo_orders_priced_total{stream_name='orders'} > 0)"))
			.hasSize(2);
		assertThat(this.dataFlow.scrape().samples()).extracting(Sample::name, Sample::labels).doesNotHaveDuplicates();
	}

	@Test
	@Order(7)
	void undeployedAppsPushTheirLastMetricsAndLeave() {
		List<String> guids = List.of(guid("source", 0), guid("processor", 0), guid("processor", 1), guid("sink", 0));
		Exposition before = this.dataFlow.scrape();
		double begin = System.currentTimeMillis() / 1000.0;
		this.dataFlow.shell("dataflow/commands/undeploy.shell");
		await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
			assertThat(this.dataFlow.scrape().samples("prometheus_proxy_push_time_seconds", "stream_name", "orders"))
				.allMatch((push) -> push.value() > begin)
				.extracting((push) -> push.label("application_guid"))
				.containsExactlyInAnyOrderElementsOf(guids);
			// Neither connected nor lost.
			assertThat(this.dataFlow.proxyMetrics().samples("prometheus_proxy_app_up", "stream_name", "orders"))
				.isEmpty();
		});
		Exposition last = this.dataFlow.scrape();
		// Kafka's producer stays with one partition for a while, so one processor may get
		// nothing.
		assertThat(guids).allMatch((guid) -> counted(last, guid) >= counted(before, guid));
		assertThat(COUNTERS).allMatch((counter) -> sum(last, counter) > sum(before, counter));
		assertThat(COUNTERS).allSatisfy((counter) -> await().atMost(SEEN_BY_PROMETHEUS)
			.untilAsserted(() -> assertThat(this.prometheus.query("sum(" + counter + "{stream_name='orders'})"))
				.singleElement()
				.matches((sum) -> sum.value() == sum(last, counter))));
	}

	private static double counted(Exposition scrape, String guid) {
		return COUNTERS.stream()
			.flatMap((counter) -> scrape.samples(counter, "application_guid", guid).stream())
			.mapToDouble(Sample::value)
			.sum();
	}

	private static double sum(Exposition scrape, String counter) {
		return scrape.samples(counter, "stream_name", "orders").stream().mapToDouble(Sample::value).sum();
	}

	@Test
	@Order(8)
	void aDestroyedStreamIsGone() {
		this.dataFlow.shell("dataflow/commands/destroy.shell");
		assertThat(this.dataFlow.get("streams/definitions").findValuesAsString("name")).doesNotContain("orders");
	}

}
