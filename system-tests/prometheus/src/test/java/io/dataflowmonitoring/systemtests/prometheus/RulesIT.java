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
import io.dataflowmonitoring.systemtests.support.Tools;
import io.dataflowmonitoring.wire.ExpositionFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A real Prometheus evaluates the rules that users copy, on what a real proxy says, with
 * each of the scrape configurations.
 */
class RulesIT {

	@RegisterExtension
	static final Processes processes = new Processes();

	private static final List<SimulatedApp> apps = new ArrayList<>();

	private static Proxy proxy;

	@BeforeAll
	static void start() throws IOException, InterruptedException {
		Tools.require("prometheus");
		proxy = Proxy.start(processes);
		connect(Map.of("instance", "sink-1", "application", "demo-sink", "stream_name", "demo", "application_name",
				"demo-sink"));
		connect(Map.of("instance", "sink-2", "application", "demo-sink", "stream_name", "demo", "application_name",
				"demo-sink"));
		connect(Map.of("application", "without-instance"));
		connect(Map.of("instance", "lost-1", "application", "lost")).close();
	}

	private static SimulatedApp connect(Map<String, String> labels) {
		SimulatedApp app = SimulatedApp.described(proxy.tcpPort(), labels, EnumSet.allOf(ExpositionFormat.class));
		apps.add(app);
		return app;
	}

	@AfterAll
	static void disconnect() {
		apps.forEach(SimulatedApp::close);
	}

	@ParameterizedTest
	@ValueSource(strings = { "prometheus.yml", "prometheus-discovery.yml" })
	void theRulesSayTheSameWithEachConfiguration(String configuration) throws IOException, InterruptedException {
		Prometheus prometheus = Prometheus.start(processes, Tools.require("prometheus"),
				ScrapeConfiguration.readWithRules(configuration, proxy.httpPort()));
		await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
			assertThat(prometheus.query("app:connected_instances:count{stream_name='demo'}")).singleElement()
				.satisfies((sample) -> assertThat(sample.value()).isEqualTo(2))
				.satisfies((sample) -> assertThat(sample.labels()).containsEntry("application_name", "demo-sink"));
			assertThat(prometheus.query("instance:prometheus_proxy_app_up:max == 1")).hasSize(3);
			assertThat(prometheus.query("instance:prometheus_proxy_app_up:max{instance='lost-1'} == 0")).hasSize(1);
			assertThat(prometheus.query("ALERTS{alertname='DataflowAppLost', exported_instance='lost-1'}")).hasSize(1);
			// Pending for two minutes.
			assertThat(prometheus.query("ALERTS{alertname='DataflowAppMissing'}"))
				.extracting((sample) -> sample.labels().get("application_name"))
				.containsExactlyInAnyOrder("demo-source", "demo-processor");
			// Rules that are evaluated before the first scrape find no proxy, until they
			// are evaluated again.
			assertThat(prometheus.query("ALERTS{alertname!~'DataflowApp(Lost|Missing)'}")).isEmpty();
			everyRuleIsWell(prometheus);
		});
	}

	private static void everyRuleIsWell(Prometheus prometheus) {
		int rules = 0;
		for (JsonNode group : prometheus.get("rules").get("groups")) {
			for (JsonNode rule : group.get("rules")) {
				assertThat(rule.get("health").asString()).as(rule.toString()).isEqualTo("ok");
				rules++;
			}
		}
		assertThat(rules).isGreaterThan(40);
	}

}
