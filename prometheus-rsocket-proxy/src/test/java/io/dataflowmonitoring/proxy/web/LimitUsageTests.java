package io.dataflowmonitoring.proxy.web;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.dataflowmonitoring.proxy.connection.App;
import io.dataflowmonitoring.proxy.exposition.ExpositionLimits;
import io.dataflowmonitoring.wire.ExpositionFormat;

import static org.assertj.core.api.Assertions.assertThat;

@DisplayName("A warning before the limit (VictoriaMetrics#1639, #6123, #9481)")
@ExtendWith(OutputCaptureExtension.class)
class LimitUsageTests {

	private final Fixture fixture = new Fixture(new ExpositionLimits(10, 4, 20, 100));

	private final LimitUsage usage = new LimitUsage(this.fixture.meters);

	@Test
	void tellsHowMuchIsInUseAndLogsOnceWhenThatComesNear(CapturedOutput output) {
		AtomicReference<Double> used = new AtomicReference<>(0.79);
		this.usage.watch("concurrent-scrapes", used::get);
		assertThat(ratio("concurrent_scrapes")).isEqualTo(0.79);
		for (double next : List.of(0.79, 0.8, 0.95, 0.75, 0.85, 0.69, 0.9)) {
			used.set(next);
			this.usage.check();
		}
		assertThat(output.getOut()
			.lines()
			.filter((line) -> line.contains("max-concurrent-scrapes"))
			.map((line) -> line.replaceFirst("^.*? (\\d+ %|micrometer)", "$1")))
			.containsExactly(
					"80 % of micrometer.prometheus-proxy.max-concurrent-scrapes are in use. "
							+ "What goes beyond it is left out or refused: raise it in time.",
					"micrometer.prometheus-proxy.max-concurrent-scrapes is far again: 69 % are in use",
					"90 % of micrometer.prometheus-proxy.max-concurrent-scrapes are in use. "
							+ "What goes beyond it is left out or refused: raise it in time.");
	}

	@Test
	void namesTheAppThatUsesMost(CapturedOutput output) {
		this.usage.watch(this.fixture.scraper);
		this.usage.watchSize(this.fixture.scraper, 1_000, 500);
		this.fixture.app("a 1\n");
		App large = this.fixture.app("a{i=\"1\",j=\"2\"} 1\n".repeat(9));
		this.fixture.app("a 1\nb 1\n");
		this.fixture.metrics.scrape(ExpositionFormat.TEXT_0_0_4, Duration.ofSeconds(1)).block();
		assertThat(ratio("samples")).isEqualTo(0.9);
		assertThat(ratio("labels")).isEqualTo(0.5);
		assertThat(ratio("exposition_size")).isEqualTo(0.153);
		assertThat(ratio("answer_size")).isEqualTo(0.306);
		this.usage.check();
		assertThat(output)
			.contains("90 % of micrometer.prometheus-proxy.max-samples are in use by app " + large.id()
					+ ". What goes beyond")
			.doesNotContain("max-labels");
	}

	private double ratio(String limit) {
		return this.fixture.meters.get("prometheus.proxy.limit.usage.ratio").tag("limit", limit).gauge().value();
	}

}
