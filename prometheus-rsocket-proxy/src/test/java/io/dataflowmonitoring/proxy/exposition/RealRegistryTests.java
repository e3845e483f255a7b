package io.dataflowmonitoring.proxy.exposition;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.dataflowmonitoring.proxy.exposition.CheckedExposition.CheckedFamily;
import io.dataflowmonitoring.wire.ExpositionFormat;

import static io.dataflowmonitoring.wire.ExpositionFormat.OPENMETRICS_1_0_0;
import static io.dataflowmonitoring.wire.ExpositionFormat.TEXT_0_0_4;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Micrometer and client_java really write, in both formats.
 */
class RealRegistryTests {

	@Test
	void openMetricsStaysAsItIs() throws IOException {
		byte[] openMetrics = new RealRegistry("one").scrape(OPENMETRICS_1_0_0);
		// Micrometer writes a blank where there is no description.
		String text = new String(openMetrics, StandardCharsets.UTF_8).replaceAll("(?m)^# HELP \\w+  \n", "")
			.replaceAll("(?m)^(\\w+(?<!_total|_bucket)\\{.*\\} .*) # \\{.*$", "$1");
		assertThat(text).containsPattern("_total\\{.* # \\{span_id=\"").containsPattern("_bucket\\{.* # \\{span_id=\"");
		assertThat(new String(openMetrics, StandardCharsets.UTF_8)).containsPattern("_count\\{.* # \\{span_id=\"");
		assertThat(text).contains("jvm info", "depth gaugehistogram", "mode stateset", "# UNIT uptime_seconds seconds");
		assertThat(merge(OPENMETRICS_1_0_0, parse(openMetrics, OPENMETRICS_1_0_0))).isEqualTo(text);
	}

	/**
	 * Except that the text has HELP before TYPE for every family, this is what the
	 * registry itself writes as text.
	 */
	@Test
	void openMetricsAsTextIsTheTextThatTheRegistryWrites() throws IOException {
		RealRegistry registry = new RealRegistry("one");
		String converted = merge(TEXT_0_0_4, parse(registry.scrape(OPENMETRICS_1_0_0), OPENMETRICS_1_0_0));
		Exposition text = parse(registry.scrape(TEXT_0_0_4), TEXT_0_0_4);
		assertThat(families(converted, TEXT_0_0_4)).isEqualTo(families(merge(TEXT_0_0_4, text), TEXT_0_0_4));
	}

	@DisplayName("Exemplars stay with their samples, and instances with labels of their own merge without loss")
	@Test
	void instancesThatUseDifferentFormatsMergeWithoutLoss() throws IOException {
		List<Exposition> expositions = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			ExpositionFormat format = (i % 2 == 0) ? OPENMETRICS_1_0_0 : TEXT_0_0_4;
			expositions.add(parse(new RealRegistry("instance-" + i).scrape(format), format));
		}
		// In text, a histogram of gauges is three families, of which OpenMetrics has one.
		int depths = 5 * 8;
		int all = expositions.stream().mapToInt(Exposition::sampleCount).sum();
		String openMetrics = merge(OPENMETRICS_1_0_0, expositions.toArray(Exposition[]::new));
		CheckedExposition checked = CheckedExposition.read(openMetrics, OPENMETRICS_1_0_0);
		assertThat(checked.samples()).hasSize(all - depths);
		assertThat(checked.families().get("orders_placed")).isNotNull()
			.satisfies((family) -> assertThat(family.samples().values()).hasSize(10)
				.filteredOn((sample) -> sample.exemplar().contains("trace_id=\"0123456789abcdef0123456789abcdef\""))
				.hasSize(5));
		Map<String, CheckedFamily> text = families(merge(TEXT_0_0_4, expositions.toArray(Exposition[]::new)),
				TEXT_0_0_4);
		assertThat(text.values().stream().mapToInt((family) -> family.samples().size()).sum()).isEqualTo(all);
	}

	@Test
	void learnsWhoTheAppIs() throws IOException {
		for (ExpositionFormat format : new ExpositionFormat[] { TEXT_0_0_4, OPENMETRICS_1_0_0 }) {
			assertThat(parse(new RealRegistry("one").scrape(format), format).identity().labels())
				.isEqualTo(Map.of("application", "orders", "instance", "one"));
		}
	}

	private static Map<String, CheckedFamily> families(String text, ExpositionFormat format) {
		return CheckedExposition.read(text, format).families();
	}

	private static Exposition parse(byte[] text, ExpositionFormat format) {
		return Exposition.parse(text, format, ExpositionLimits.DEFAULTS);
	}

	private static String merge(ExpositionFormat format, Exposition... expositions) throws IOException {
		List<Source> sources = new ArrayList<>();
		for (Exposition exposition : expositions) {
			sources.add(new Source("app " + (sources.size() + 1), exposition));
		}
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		assertThat(new MergedExposition(sources, format).writeNext(out, Integer.MAX_VALUE)).isFalse();
		return out.toString(StandardCharsets.UTF_8);
	}

}
