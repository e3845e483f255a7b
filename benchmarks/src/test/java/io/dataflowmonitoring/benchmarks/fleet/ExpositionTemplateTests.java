package io.dataflowmonitoring.benchmarks.fleet;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.dataflowmonitoring.proxy.exposition.Exposition;
import io.dataflowmonitoring.proxy.exposition.ExpositionLimits;
import io.dataflowmonitoring.wire.ExpositionFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ExpositionTemplateTests {

	@ParameterizedTest
	@ValueSource(ints = { 1, 50, 100, 196, 197, 1_000, 10_000 })
	void hasAsManyDistinctSamplesAsWanted(int samples) {
		byte[] text = ExpositionTemplate.of(samples).fill(7);
		assertThat(parse(text).sampleCount()).isEqualTo(samples);
		assertThat(series(text)).hasSize(samples);
	}

	@Test
	void anAppSaysInEachSampleWhoItIs() {
		Map<String, String> identity = ExpositionTemplate.identity(42);
		assertThat(identity)
			.containsOnlyKeys("stream_name", "application_name", "application_type", "application_guid",
					"instance_index", "instance")
			.containsEntry("instance", "00042:8080");
		assertThat(parse(ExpositionTemplate.of(1_000).fill(42)).identity().labels()).isEqualTo(identity);
	}

	@Test
	void noTwoAppsHaveASeriesInCommon() {
		ExpositionTemplate template = ExpositionTemplate.of(300);
		assertThat(series(template.fill(1))).doesNotContainAnyElementsOf(series(template.fill(2)));
	}

	@Test
	void aSampleIsAsLongAsThatOfARealApp() {
		assertThat(ExpositionTemplate.of(1_000).fill(0).length / 1_000).isBetween(220, 250);
	}

	@Test
	void aThirdOfTheValuesChangesIfWanted() {
		ExpositionTemplate template = ExpositionTemplate.of(300);
		assertThat(template.fill(1)).isEqualTo(template.fill(1));
		byte[] text = template.fill(1, 99);
		byte[] next = template.fill(1, 100);
		assertThat(parse(next).sampleCount()).isEqualTo(300);
		assertThat(series(next)).isEqualTo(series(text));
		Set<String> same = lines(text);
		same.retainAll(lines(next));
		assertThat(same.stream().filter((line) -> !line.startsWith("#"))).hasSize(200);
		assertThat(next).hasSizeGreaterThan(text.length);
	}

	@Test
	void thePublishedFleetReplacesTheNumberItself() {
		ExpositionTemplate template = ExpositionTemplate.of(300);
		assertThat(template.text().replace(ExpositionTemplate.NUMBER, "00012"))
			.isEqualTo(new String(template.fill(12), StandardCharsets.UTF_8));
	}

	private static Exposition parse(byte[] text) {
		return Exposition.parse(text, ExpositionFormat.TEXT_0_0_4, ExpositionLimits.DEFAULTS);
	}

	private static Set<String> lines(byte[] text) {
		return new String(text, StandardCharsets.UTF_8).lines().collect(Collectors.toSet());
	}

	private static Set<String> series(byte[] text) {
		return lines(text).stream()
			.filter((line) -> !line.startsWith("#"))
			.map((line) -> line.substring(0, line.lastIndexOf(' ')))
			.collect(Collectors.toSet());
	}

}
