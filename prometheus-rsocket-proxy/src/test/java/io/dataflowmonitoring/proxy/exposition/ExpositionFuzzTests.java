package io.dataflowmonitoring.proxy.exposition;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.dataflowmonitoring.proxy.exposition.CheckedExposition.CheckedSample;
import io.dataflowmonitoring.wire.ExpositionFormat;

import static io.dataflowmonitoring.wire.ExpositionFormat.OPENMETRICS_1_0_0;
import static io.dataflowmonitoring.wire.ExpositionFormat.TEXT_0_0_4;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Parses and merges what is made up at random. How many expositions, the system property
 * {@code fuzz.inputs} says; where they begin, {@code fuzz.seed}. A failure names the seed
 * that makes it again with {@code fuzz.inputs=1}.
 */
@Timeout(value = 1, unit = TimeUnit.HOURS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExpositionFuzzTests {

	private static final ExpositionFormat[] FORMATS = { TEXT_0_0_4, OPENMETRICS_1_0_0 };

	private static final int INPUTS = Integer.getInteger("fuzz.inputs", 10_000);

	private static final long SEED = Long.getLong("fuzz.seed", 1);

	/** How slowly the second reader reads, compared with the tested one. */
	private static final int CHECKED = 16;

	private static final List<String> TEXT_LINES = """
			# HELP a x
			# HELP b \\\\y "quoted"
			# HELP a_count q
			# TYPE a gauge
			# TYPE a counter
			# TYPE a summary
			# TYPE a histogram
			# TYPE a_total counter
			# TYPE a_total gauge
			# TYPE a_count gauge
			# TYPE a_sum counter
			# TYPE a_created gauge
			# TYPE a_created summary
			# TYPE a_created_total counter
			# TYPE a_info gauge
			# TYPE a_info_total counter
			# TYPE a_count_total counter
			a 1
			a{x="1",y="2"} 1
			a { y="2", x="1"} 1
			a{quantile="0.5"} 1
			a_total 1
			a_total{x="1"} 1 5
			a_info{x="1"} 1
			a_count 1
			a_count_total 1
			a_sum{x="1"} 1
			a_bucket{le="+Inf"} 1
			a_created 1
			a_created_sum 1
			a_created_total 1
			a_info_total 1
			b{x="1",} NaN 5
			# comment
			""".lines().toList();

	private static final List<String> OPENMETRICS_LINES = """
			# HELP a x
			# HELP b \\\\y \\"quoted\\"
			# UNIT a_info info
			# TYPE a gauge
			# TYPE a counter
			# TYPE a summary
			# TYPE a histogram
			# TYPE a gaugehistogram
			# TYPE a info
			# TYPE a stateset
			# TYPE a unknown
			# TYPE a_total gauge
			# TYPE a_count counter
			# TYPE a_count gauge
			# TYPE a_created gauge
			# TYPE a_created counter
			# TYPE a_created info
			# TYPE a_info gauge
			# TYPE a_info counter
			a 1
			a{x="1",y="2"} 1 # {} 1
			a{quantile="0.5"} 1
			a_total 1
			a_total{x="1"} 1 5 # {} 1 5
			a_info{x="1"} 1
			a_count 1 .5
			a_count_total 1
			a_gcount 1
			a_gsum{x="1"} 1
			a_bucket{le="+Inf"} 1
			a_created 1
			a_created_total 1
			a_created_info 1
			a_info_total 1
			""".lines().toList();

	private static long inputs;

	@AfterAll
	static void report() {
		System.out.println("Fuzzed the expositions' parsers and merger with " + inputs + " inputs from seed " + SEED);
	}

	/**
	 * Each sample arrives, once, under its family's one header: what the second reader
	 * makes of the merged exposition is what the apps wanted to say.
	 */
	@DisplayName("No sample is lost or doubled, one HELP and TYPE a family (prometheus-rsocket-proxy#68, #12; "
			+ "metric-store-release#127), whatever the formats")
	@Test
	void whatAppsSayComesOutOnce() throws IOException {
		for (long seed = SEED; seed < SEED + Math.max(1, INPUTS / 40); seed++) {
			Random random = new Random(seed);
			List<Source> sources = new ArrayList<>();
			Map<ExpositionFormat, Map<String, CheckedSample>> expected = Map.of(TEXT_0_0_4, new TreeMap<>(),
					OPENMETRICS_1_0_0, new TreeMap<>());
			int apps = 1 + random.nextInt(4);
			for (int i = 0; i < apps; i++) {
				RandomApp app = new RandomApp(random, 8);
				ExpositionFormat from = app.format();
				sources.add(new Source("app " + i, parse(app.write(from), from)));
				expected.forEach((to, samples) -> app.samples(from, to).forEach(samples::putIfAbsent));
			}
			for (ExpositionFormat format : FORMATS) {
				String merged = write(sources, format);
				CheckedExposition checked = CheckedExposition.read(merged, format);
				assertThat(checked.samples()).as("seed %d, %s", seed, format).isEqualTo(expected.get(format));
				assertThat(write(List.of(new Source("", parse(merged, format))), format)).as("seed %d", seed)
					.isEqualTo(merged);
			}
		}
	}

	@Test
	void openMetricsSurvivesTheWayThroughText() throws IOException {
		for (long seed = SEED; seed < SEED + Math.max(1, INPUTS / 40); seed++) {
			RandomApp app = new RandomApp(new Random(seed), 1);
			String text = convert(app.write(OPENMETRICS_1_0_0), OPENMETRICS_1_0_0, TEXT_0_0_4);
			String openMetrics = convert(text, TEXT_0_0_4, OPENMETRICS_1_0_0);
			assertThat(CheckedExposition.read(openMetrics, OPENMETRICS_1_0_0).samples()).as("seed %d", seed)
				.isEqualTo(app.samples(OPENMETRICS_1_0_0, TEXT_0_0_4));
			assertThat(convert(openMetrics, OPENMETRICS_1_0_0, TEXT_0_0_4)).as("seed %d", seed).isEqualTo(text);
		}
	}

	@DisplayName("One bad app must not spoil everyone's scrape (pushgateway#202, #214, #232)")
	@Test
	void contradictingAppsMergeToAValidExposition() throws IOException {
		int merges = 0;
		for (long seed = SEED; seed < SEED + Math.max(1, INPUTS / 8); seed++) {
			Random random = new Random(seed);
			List<Source> sources = new ArrayList<>();
			for (int app = 0; app < 4; app++) {
				ExpositionFormat format = FORMATS[random.nextInt(2)];
				List<String> lines = (format == TEXT_0_0_4) ? TEXT_LINES : OPENMETRICS_LINES;
				String text = random.ints(1 + random.nextInt(6), 0, lines.size())
					.mapToObj((line) -> lines.get(line) + "\n")
					.collect(Collectors.joining());
				try {
					sources
						.add(new Source("app " + app, parse((format == TEXT_0_0_4) ? text : text + "# EOF\n", format)));
				}
				catch (MalformedExpositionException ex) {
					// Lines in random order often do not stand together.
				}
			}
			for (ExpositionFormat format : FORMATS) {
				checkMerged(sources, format, seed, true);
			}
			merges += (sources.size() > 1) ? 1 : 0;
		}
		assertThat(merges).isGreaterThanOrEqualTo(INPUTS / 80);
	}

	@DisplayName("One bad app must not spoil everyone's scrape (pushgateway#202, #214, #232)")
	@Test
	void whatIsDamagedIsRejectedOrMergesToAValidExposition() throws IOException {
		byte[][] whole = new byte[2][];
		ExpositionLimits limits = new ExpositionLimits(30, 5, 10, 12);
		List<Source> sound = List.of();
		int[] results = new int[3];
		for (long seed = SEED; seed < SEED + INPUTS; seed++) {
			Random random = new Random(seed);
			if (seed % 64 == 0 || seed == SEED) {
				RandomApp app = new RandomApp(new Random(seed / 64), 3);
				sound = List.of(source(app, FORMATS[0]), source(app, FORMATS[1]));
				for (int i = 0; i < FORMATS.length; i++) {
					whole[i] = new RandomApp(new Random(-seed / 64), 3).write(FORMATS[i])
						.getBytes(StandardCharsets.UTF_8);
				}
			}
			int format = random.nextInt(2);
			byte[] damaged = Damage.some(whole[format], random);
			try {
				Exposition exposition = parse(damaged, FORMATS[format],
						random.nextInt(8) == 0 ? limits : ExpositionLimits.DEFAULTS);
				results[0]++;
				List<Source> sources = List.of(sound.get(random.nextInt(2)), new Source("damaged", exposition));
				checkMerged(sources, FORMATS[random.nextInt(2)], seed, random.nextInt(CHECKED) == 0);
			}
			catch (MalformedExpositionException ex) {
				results[1]++;
			}
			catch (LimitExceededException ex) {
				results[2]++;
			}
			catch (RuntimeException ex) {
				throw new AssertionError("seed " + seed, ex);
			}
		}
		if (INPUTS >= 1_000) {
			assertThat(results).as("accepted, malformed, too large").doesNotContain(0);
		}
	}

	private static void checkMerged(List<Source> sources, ExpositionFormat format, long seed, boolean thoroughly)
			throws IOException {
		MergedExposition merged = new MergedExposition(sources, format);
		String once = write(merged);
		if (thoroughly) {
			try {
				CheckedExposition.read(once, format);
			}
			catch (AssertionError ex) {
				throw new AssertionError("seed " + seed + ":\n" + once, ex);
			}
		}
		MergedExposition twice = new MergedExposition(List.of(new Source("", parse(once, format))), format);
		assertThat(write(twice)).as("seed %d", seed).isEqualTo(once);
		assertThat(twice.report().rejectedFamilies()).as("seed %d", seed).isEmpty();
		assertThat(twice.report().droppedSamples()).as("seed %d", seed).isZero();
		assertThat(twice.report().samples()).as("seed %d", seed).isEqualTo(merged.report().samples());
	}

	private static Source source(RandomApp app, ExpositionFormat format) {
		return new Source("sound", parse(app.write(format), format));
	}

	private static String convert(String text, ExpositionFormat from, ExpositionFormat to) throws IOException {
		return write(List.of(new Source("app", parse(text, from))), to);
	}

	private static String write(List<Source> sources, ExpositionFormat format) throws IOException {
		return write(new MergedExposition(sources, format));
	}

	private static String write(MergedExposition merged) throws IOException {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		assertThat(merged.writeNext(out, Integer.MAX_VALUE)).isFalse();
		return out.toString(StandardCharsets.UTF_8);
	}

	private static Exposition parse(String text, ExpositionFormat format) {
		return parse(text.getBytes(StandardCharsets.UTF_8), format, ExpositionLimits.DEFAULTS);
	}

	private static Exposition parse(byte[] text, ExpositionFormat format, ExpositionLimits limits) {
		inputs++;
		return Exposition.parse(text, format, limits);
	}

}
