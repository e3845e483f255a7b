package io.dataflowmonitoring.systemtests.prometheus;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.dataflowmonitoring.systemtests.support.Exposition;
import io.dataflowmonitoring.systemtests.support.Http;
import io.dataflowmonitoring.systemtests.support.Processes;
import io.dataflowmonitoring.systemtests.support.Prometheus;
import io.dataflowmonitoring.systemtests.support.Promtool;
import io.dataflowmonitoring.systemtests.support.Proxy;
import io.dataflowmonitoring.systemtests.support.Sample;
import io.dataflowmonitoring.systemtests.support.Tools;
import io.dataflowmonitoring.wire.ExpositionFormat;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Prometheus takes the samples in each format that it asks for. */
class FormatsIT {

	@RegisterExtension
	static final Processes processes = new Processes();

	private static Proxy proxy;

	private static SimulatedApp rich;

	private static SimulatedApp plain;

	private static Path executable;

	@BeforeAll
	static void start() throws InterruptedException {
		executable = Tools.require("prometheus");
		proxy = Proxy.start(processes);
		rich = SimulatedApp.described(proxy.tcpPort(), Map.of("instance", "rich"),
				EnumSet.allOf(ExpositionFormat.class));
		plain = SimulatedApp.described(proxy.tcpPort(), Map.of("instance", "plain"),
				Set.of(ExpositionFormat.TEXT_0_0_4));
	}

	@AfterAll
	static void stop() {
		rich.close();
		plain.close();
	}

	@Test
	void openMetricsIsWhatPrometheusAsksForAndItsExemplarsArrive() throws IOException, InterruptedException {
		Prometheus prometheus = Prometheus.start(processes, executable,
				ScrapeConfiguration.read("prometheus.yml", proxy.httpPort()), "--enable-feature=exemplar-storage");
		eventually(() -> {
			assertThat(prometheus.query("orders_total")).extracting((sample) -> sample.label("instance"))
				.containsExactlyInAnyOrder("rich", "plain");
			Instant now = Instant.now();
			JsonNode exemplars = prometheus.get("query_exemplars?query=orders_total&start="
					+ now.minusSeconds(300).getEpochSecond() + "&end=" + now.plusSeconds(60).getEpochSecond());
			assertThat(exemplars.findValuesAsString("trace_id")).containsOnly(SimulatedApp.TRACE_ID);
			assertThat(exemplars.findValuesAsString("instance")).containsExactly("rich");
		});
		assertNoScrapeFailed(prometheus);
	}

	@Test
	void protobufIsPassedThroughForOneAppWithItsNativeHistograms() throws IOException, InterruptedException {
		Prometheus prometheus = Prometheus.start(processes, executable,
				ScrapeConfiguration.read("prometheus-discovery.yml", proxy.httpPort()),
				"--enable-feature=native-histograms");
		eventually(() -> {
			assertThat(prometheus.query("orders_total")).extracting((sample) -> sample.label("instance"))
				.containsExactlyInAnyOrder("rich", "plain");
			assertThat(prometheus.query("histogram_count(order_seconds)")).extracting(Sample::value)
				.containsExactly(3.0);
			assertThat(prometheus.query("histogram_sum(order_seconds)"))
				.extracting((sample) -> sample.label("instance"))
				.containsExactly("rich");
		});
		assertNoScrapeFailed(prometheus);
	}

	@Test
	void whoeverAsksForTextGetsTextThatPromtoolAccepts() throws IOException, InterruptedException {
		for (String accept : List.of("text/plain;version=0.0.4", "*/*")) {
			Exposition merged = new Exposition(Http.get(proxy.uri("/metrics/connected"), "Accept", accept));
			assertThat(merged.samples("orders_total")).hasSize(2);
			assertThat(merged.text()).doesNotContain("# EOF", "trace_id");
			Promtool.require().checkMetrics(merged);
		}
	}

	private static void assertNoScrapeFailed(Prometheus prometheus) {
		for (JsonNode target : prometheus.get("targets?state=active").get("activeTargets")) {
			assertThat(target.get("lastError").asString()).as(target.get("scrapeUrl").asString()).isEmpty();
			assertThat(target.get("health").asString()).isIn("up", "unknown");
		}
		assertThat(prometheus.query("min_over_time(up[1m]) == 0")).isEmpty();
		assertThat(prometheus.query("scrape_samples_scraped == 0")).isEmpty();
	}

	private static void eventually(ThrowingRunnable assertion) {
		await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(500)).untilAsserted(assertion);
	}

}
