package io.dataflowmonitoring.proxy.exposition;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.dataflowmonitoring.wire.ExpositionFormat;

import static io.dataflowmonitoring.wire.ExpositionFormat.OPENMETRICS_1_0_0;
import static io.dataflowmonitoring.wire.ExpositionFormat.TEXT_0_0_4;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reads made-up apps' expositions one after the other, with what was remembered of the
 * one before and without. How many, the system property {@code fuzz.inputs} says; where
 * they begin, {@code fuzz.seed}. A failure names the seed that makes it again with
 * {@code fuzz.inputs=1}.
 */
@Timeout(value = 1, unit = TimeUnit.HOURS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExpositionReaderFuzzTests {

	private static final ExpositionFormat[] FORMATS = { TEXT_0_0_4, OPENMETRICS_1_0_0 };

	private static final int INPUTS = Integer.getInteger("fuzz.inputs", 10_000);

	private static final long SEED = Long.getLong("fuzz.seed", 1);

	private static final byte[][] GOOD = bytes("0", "1", "-1.5", "1e9", "NaN", "+Inf", "2.", "123456789.123456789",
			"1 1700000000", "1 # {} 1", "1 # {a=\"b\"} 1", "1 5 # {a=\"b\",trace_id=\"0123456789abcdef\"} 1 5.5");

	private static final byte[][] ODD = bytes("", " ", "1 ", "0x1", "1_0", "1e999", "1 1 1", "nan", "infinity", "+",
			"-", ".", "e5", "1e", "1\n", "\n1", "1 # {a=\"b\",a=\"b\"} 1", "1 # {a=\"\n", "1 # {a=\"\u00e9\"} 1", "1 #",
			"1 # {abcdefghijk=\"b\"} 1", "1 # {a=\"bcdefghijklmnop\"} 1", "\u00e9", "1\ta", "1 \t5",
			"1\nx_total{a=\"b\"} 1", "1\n# TYPE a gauge", "1\n# EOF");

	private static long inputs;

	private static long known;

	@AfterAll
	static void report() {
		System.out.println("Fuzzed the readers of expositions with " + inputs + " inputs from seed " + SEED + ", "
				+ known + " of them known from the one before");
	}

	@DisplayName("What is remembered of an app changes nothing about what is read of it")
	@Test
	void theNextExpositionIsReadAsIfItWereTheFirst() {
		int apps = Math.max(1, INPUTS / 10);
		for (long seed = SEED; seed < SEED + apps; seed++) {
			Random random = new Random(seed);
			ExpositionLimits limits = (random.nextInt(4) == 0) ? new ExpositionLimits(40, 6, 10, 14)
					: ExpositionLimits.DEFAULTS;
			ExpositionFormat format = FORMATS[random.nextInt(2)];
			RandomApp app = new RandomApp(random, 3);
			byte[] sound = app.write(format).getBytes(StandardCharsets.UTF_8);
			byte[] text = sound;
			ExpositionReader reader = new ExpositionReader(limits);
			SeriesTable[] last = new SeriesTable[1];
			for (int i = 0; i < 10; i++) {
				byte[] read = text;
				String expected = ReadExposition.describe(() -> Exposition.parse(read, format, limits), limits);
				String actual = ReadExposition.describe(() -> read(reader, read, format, last), limits);
				assertThat(actual).as("seed %d, exposition %d:\n%s", seed, i, new String(read, StandardCharsets.UTF_8))
					.isEqualTo(expected);
				inputs++;
				text = next((random.nextInt(8) == 0) ? sound : text, format, random);
			}
		}
		if (INPUTS >= 1_000) {
			assertThat(known).isBetween(inputs / 10, inputs * 9 / 10);
		}
	}

	/**
	 * Reads an exposition from an array that was used before for a longer one that was
	 * much alike.
	 */
	private static Exposition read(ExpositionReader reader, byte[] text, ExpositionFormat format, SeriesTable[] last) {
		byte[] used = Arrays.copyOf(text, 2 * text.length + 10);
		System.arraycopy(text, 0, used, text.length, text.length);
		Exposition exposition = reader.read(used, text.length, format);
		SeriesTable series = exposition.samples().series();
		known += series.equals(last[0]) ? 1 : 0;
		last[0] = series;
		return exposition;
	}

	/**
	 * Returns what the app may say next: the same, or other values, or something odd.
	 */
	private static byte[] next(byte[] text, ExpositionFormat format, Random random) {
		return switch (random.nextInt(6)) {
			case 0 -> text.clone();
			case 1 -> Damage.some(text, random);
			case 2 -> withValues(text, format, ODD, 20, random);
			default -> withValues(text, format, GOOD, 2, random);
		};
	}

	/**
	 * Returns the exposition with others of one in some of its values, as far as it is
	 * one.
	 */
	private static byte[] withValues(byte[] text, ExpositionFormat format, byte[][] values, int one, Random random) {
		Samples samples;
		try {
			samples = Exposition.parse(text, format, ExpositionLimits.DEFAULTS).samples();
		}
		catch (MalformedExpositionException ex) {
			return text;
		}
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		int position = 0;
		for (int sample = 0; sample < samples.size(); sample++) {
			if (random.nextInt(one) == 0) {
				out.write(text, position, samples.valueStart(sample) - position);
				out.writeBytes(values[random.nextInt(values.length)]);
				position = samples.end(sample) - 1;
			}
		}
		out.write(text, position, text.length - position);
		return out.toByteArray();
	}

	private static byte[][] bytes(String... texts) {
		return Arrays.stream(texts).map((text) -> text.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
	}

}
