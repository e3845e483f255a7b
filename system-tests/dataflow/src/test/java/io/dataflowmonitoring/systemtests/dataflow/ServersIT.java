package io.dataflowmonitoring.systemtests.dataflow;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.dataflowmonitoring.systemtests.support.Prometheus;
import io.dataflowmonitoring.systemtests.support.Sample;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Data Flow's and Skipper's own metrics: they reach Prometheus through the proxy, by the
 * published client that each of the servers has inside.
 */
@ParameterizedClass
@EnumSource
class ServersIT {

	private static final Duration SEEN_BY_PROMETHEUS = Duration.ofMinutes(1);

	/** What Spring Boot says of a request that no controller has answered. */
	private static final Set<String> LABELS_OF_REQUESTS = Set.of("uri", "outcome");

	@RegisterExtension
	static final DataFlowServers servers = new DataFlowServers();

	@Parameter
	Version version;

	private DataFlow dataFlow;

	private Prometheus prometheus;

	@BeforeEach
	void findServers() {
		this.dataFlow = servers.shared(this.version);
		this.prometheus = this.dataFlow.prometheus();
	}

	@Test
	void bothServersAreInPrometheusAndToldApart() {
		// Of all their series, so that none lacks a label that others have. What the
		// proxy says of them is not theirs.
		await().atMost(SEEN_BY_PROMETHEUS)
			.untilAsserted(() -> assertThat(this.prometheus
				.query("count by (application, application_version, service, instance) "
						+ "({application=~'spring-cloud-.*-server.*', __name__!~'prometheus_proxy_.*'})")
				.stream()
				.map(Sample::labels)).containsExactlyInAnyOrder(
						identity("spring-cloud-dataflow-server", this.version.toString(), "scdf server", "dataflow"),
						identity("spring-cloud-skipper-server-core", "2.8.0", "skipper server", "skipper")));
	}

	private Map<String, String> identity(String application, String version, String service, String setting) {
		return Map.of("application", application, "application_version", version, "service", service, "instance",
				URI.create(this.dataFlow.setting(setting)).getAuthority());
	}

	@Test
	void whatTheyAreAskedIsCounted() {
		this.dataFlow.get("about");
		// Data Flow asks Skipper who it is. The proxy may have asked Skipper just before.
		await().atMost(SEEN_BY_PROMETHEUS).untilAsserted(() -> {
			assertThat(requests("scdf server", "/about")).isPositive();
			assertThat(requests("skipper server", "/api/about")).isPositive();
		});
	}

	private double requests(String service, String path) {
		return this.prometheus
			.query("http_server_requests_seconds_count{service='" + service + "', uri='" + path + "'}")
			.stream()
			.mapToDouble(Sample::value)
			.sum();
	}

	@Test
	void noLabelOfTheirsSaysThatSomethingIsUnknown() {
		List<Sample> samples = this.dataFlow.scrape()
			.samples()
			.stream()
			.filter((sample) -> sample.has("service", "scdf server") || sample.has("service", "skipper server"))
			.toList();
		assertThat(samples).isNotEmpty()
			.flatExtracting((sample) -> sample.labels().entrySet())
			.filteredOn((label) -> !LABELS_OF_REQUESTS.contains(label.getKey()))
			.filteredOn((label) -> label.getValue().toLowerCase(Locale.ROOT).contains("unknown"))
			.isEmpty();
	}

	/**
	 * What a server is told of the proxy for itself, under the names that apps of its
	 * time know.
	 */
	@Test
	void dataFlowHandsOnWhereItReportsItself() {
		this.dataFlow.task("register").succeeded();
		this.dataFlow.commands("task create --name handed-on --definition \"task-demo-prometheus\"");
		try {
			this.dataFlow.task("launch", "handed-on", "run=1").succeeded();
			assertThat(handedOn().propertyNames()).filteredOn((name) -> name.endsWith(".rsocket.host"))
				.containsExactlyInAnyOrderElementsOf(switch (this.version) {
					case V2_11 -> List.of("management.metrics.export.prometheus.rsocket.host",
							"management.prometheus.metrics.export.rsocket.host");
					case V2_7 -> List.of("management.metrics.export.prometheus.rsocket.host");
				});
			assertThat(this.dataFlow.scrape().samples())
				.filteredOn((sample) -> sample.has("spring_cloud_task_name", "handed-on"))
				.isNotEmpty()
				.flatExtracting((sample) -> sample.labels().values())
				.noneMatch((value) -> value.toLowerCase(Locale.ROOT).contains("unknown"));
		}
		finally {
			this.dataFlow.delete("tasks/definitions/handed-on");
		}
	}

	private JsonNode handedOn() {
		String table = (this.version == Version.V2_11) ? "&schemaTarget=boot3" : "";
		return this.dataFlow.get("tasks/executions?size=100" + table)
			.path("_embedded")
			.path("taskExecutionResourceList")
			.valueStream()
			.filter((execution) -> execution.path("taskName").asString().equals("handed-on"))
			.findFirst()
			.orElseThrow()
			.path("appProperties");
	}

}
