package io.dataflowmonitoring.proxy.exposition;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.dataflowmonitoring.wire.ExpositionFormat;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Parses and merges what real apps said, whole, relabelled and damaged.
 */
class RealScrapesTests {

	private static final List<String> NAMES = List.of("stream-source", "stream-processor", "stream-sink", "batch-task");

	@ParameterizedTest
	@ValueSource(strings = { "stream-source", "stream-processor", "stream-sink", "batch-task" })
	void aRealScrapeComesOutAsItWentIn(String name) throws IOException {
		String scrape = scrape(name);
		MergedExposition merged = new MergedExposition(List.of(source(name, scrape)), ExpositionFormat.TEXT_0_0_4);
		assertThat(write(merged).replaceAll("(?m)^# HELP.*\n", "")).isEqualTo(scrape.replaceAll("(?m)^# HELP.*\n", ""));
		assertThat(merged.report().samples()).isEqualTo(samples(scrape));
	}

	@Test
	void differentAppsMergeWithoutLoss() throws IOException {
		List<Source> sources = NAMES.stream().map((name) -> source(name, scrape(name))).toList();
		MergedExposition merged = new MergedExposition(sources, ExpositionFormat.TEXT_0_0_4);
		Exposition whole = parse(write(merged));
		assertThat(whole.sampleCount()).isEqualTo(NAMES.stream().mapToLong((name) -> samples(scrape(name))).sum());
		assertThat(merged.report().rejectedFamilies()).isEmpty();
		assertThat(merged.report().droppedSamples()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "stream-source", "stream-processor", "stream-sink", "batch-task" })
	void instancesWithLabelsOfTheirOwnMergeWithoutLoss(String name) throws IOException {
		List<Source> sources = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			sources.add(source("instance " + i, withInstance(scrape(name), i)));
		}
		MergedExposition merged = new MergedExposition(sources, ExpositionFormat.TEXT_0_0_4);
		assertThat(parse(write(merged)).sampleCount()).isEqualTo(20 * samples(scrape(name)));
		assertThat(merged.report().droppedSamples()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "stream-source", "stream-processor", "stream-sink", "batch-task" })
	void instancesThatCannotBeToldApartMergeToTheFirst(String name) throws IOException {
		String scrape = scrape(name);
		MergedExposition merged = new MergedExposition(
				List.of(source("one", scrape), source("two", scrape), source("three", scrape)),
				ExpositionFormat.TEXT_0_0_4);
		assertThat(parse(write(merged)).sampleCount()).isEqualTo(samples(scrape));
		assertThat(merged.report().droppedSamples()).isEqualTo(2 * samples(scrape));
	}

	@Test
	void learnsWhoTheAppIs() {
		assertThat(parse(scrape("batch-task")).identity())
			.hasToString("{application=\"batch-task\",spring_cloud_task_name=\"batch-task\","
					+ "spring_cloud_task_execution_id=\"1\"}");
		assertThat(parse(withInstance(scrape("stream-sink"), 7)).identity())
			.hasToString("{application=\"sink\",instance=\"7\"}");
	}

	/**
	 * Whatever is done to an exposition, it is either rejected, or what is merged of it
	 * keeps the rules.
	 */
	@RepeatedTest(20)
	void aDamagedScrapeIsRejectedOrMergesToAValidExposition(RepetitionInfo repetition) throws IOException {
		Random random = new Random(repetition.getCurrentRepetition());
		byte[] text = scrape("batch-task").getBytes(StandardCharsets.UTF_8);
		Source sound = source("sound", scrape("stream-sink"));
		int rejected = 0;
		for (int i = 0; i < 200; i++) {
			byte[] damaged = damage(text.clone(), random);
			try {
				Exposition exposition = Exposition.parse(damaged, ExpositionFormat.TEXT_0_0_4,
						ExpositionLimits.DEFAULTS);
				MergedExposition merged = new MergedExposition(List.of(sound, new Source("damaged", exposition)),
						ExpositionFormat.TEXT_0_0_4);
				Exposition.parse(write(merged).getBytes(StandardCharsets.UTF_8), ExpositionFormat.TEXT_0_0_4,
						ExpositionLimits.DEFAULTS);
				assertThat(merged.report().samples() + merged.report().droppedSamples())
					.isLessThanOrEqualTo(exposition.sampleCount() + sound.exposition().sampleCount());
			}
			catch (MalformedExpositionException ex) {
				rejected++;
			}
		}
		assertThat(rejected).isBetween(1, 199);
	}

	private static byte[] damage(byte[] text, Random random) {
		String interesting = "\n\n  #{}\",=\\\\\t0aZ_:.+-\u0000\r\u00ff\u00c3";
		int place = random.nextInt(text.length);
		switch (random.nextInt(4)) {
			case 0 -> text[place] = (byte) random.nextInt(256);
			case 1 -> text[place] = (byte) interesting.charAt(random.nextInt(interesting.length()));
			case 2 -> {
				int other = random.nextInt(text.length);
				int length = Math.min(random.nextInt(200), text.length - Math.max(place, other));
				System.arraycopy(text.clone(), other, text, place, length);
			}
			default -> {
				byte[] shorter = new byte[place];
				System.arraycopy(text, 0, shorter, 0, place);
				return shorter;
			}
		}
		return text;
	}

	private static String withInstance(String scrape, int instance) {
		String label = "{instance=\"" + instance + "\"";
		return scrape.replaceAll("(?m)^([a-z0-9_]+)\\{", "$1" + label + ",")
			.replaceAll("(?m)^([a-z0-9_]+) ", "$1" + label + "} ");
	}

	private static long samples(String scrape) {
		return scrape.lines().filter((line) -> !line.startsWith("#")).count();
	}

	private static String scrape(String name) {
		try (InputStream in = RealScrapesTests.class.getResourceAsStream("/scrapes/" + name + ".prom")) {
			assertThat(in).isNotNull();
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Source source(String app, String text) {
		return new Source(app, parse(text));
	}

	private static Exposition parse(String text) {
		return Exposition.parse(text.getBytes(StandardCharsets.UTF_8), ExpositionFormat.TEXT_0_0_4,
				ExpositionLimits.DEFAULTS);
	}

	private static String write(MergedExposition merged) throws IOException {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		assertThat(merged.writeNext(out, Integer.MAX_VALUE)).isFalse();
		return out.toString(StandardCharsets.UTF_8);
	}

}
