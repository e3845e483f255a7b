package io.dataflowmonitoring.proxy.exposition;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.dataflowmonitoring.wire.ExpositionFormat;

import static io.dataflowmonitoring.wire.ExpositionFormat.OPENMETRICS_1_0_0;
import static io.dataflowmonitoring.wire.ExpositionFormat.TEXT_0_0_4;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ExpositionReaderTests {

	private static final ExpositionLimits LIMITS = new ExpositionLimits(100, 10, 20, 20);

	private static final String TEXT = """
			# HELP a The a.
			# TYPE a counter
			a{instance="1",x="1"} 1
			a{instance="1",x="2"} 2 1700000000000
			# A comment.

			# TYPE b gauge
			b{instance="1"} 3
			""";

	private final LayoutMemory memory = new LayoutMemory(5_000);

	private final ExpositionReader reader = new ExpositionReader(LIMITS, this.memory);

	@Test
	void whatIsKnownIsNotReadAgain() {
		Exposition first = read(TEXT, TEXT_0_0_4);
		Exposition next = read(TEXT.replace(" 3\n", " -4.5e6\n").replace(" 1700000000000", ""), TEXT_0_0_4);
		assertThat(isKnown(next, first)).isTrue();
		assertThat(next.identity()).isSameAs(first.identity());
		assertThat(next.sampleCount()).isEqualTo(3);
	}

	@ParameterizedTest
	@ValueSource(strings = { "a{instance=\"1\",x=\"3\"} 3\n", "# TYPE c gauge\n", "c 1\n", "\n", "# Another.\n" })
	void whatIsNewIsReadAndRemembered(String line) {
		Exposition first = read(TEXT, TEXT_0_0_4);
		int place = TEXT.indexOf("# A comment");
		Exposition changed = read(TEXT.substring(0, place) + line + TEXT.substring(place), TEXT_0_0_4);
		assertThat(isKnown(changed, first)).isFalse();
		Exposition more = read(TEXT + line.replace("a{", "b{"), TEXT_0_0_4);
		assertThat(isKnown(more, changed)).isFalse();
		assertThat(isKnown(read(TEXT + line.replace("a{", "b{"), TEXT_0_0_4), more)).isTrue();
	}

	@Test
	void whatIsMissingIsNoticed() {
		Exposition first = read(TEXT, TEXT_0_0_4);
		Exposition fewer = read(TEXT.substring(0, TEXT.indexOf("# A comment")), TEXT_0_0_4);
		assertThat(isKnown(fewer, first)).isFalse();
		assertThat(fewer.sampleCount()).isEqualTo(2);
		assertThat(read("", TEXT_0_0_4).sampleCount()).isZero();
	}

	@Test
	void oneBadExpositionIsForgotten() {
		Exposition first = read(TEXT, TEXT_0_0_4);
		assertThatExceptionOfType(MalformedExpositionException.class)
			.isThrownBy(() -> read(TEXT.replace(" 3\n", " 3x\n"), TEXT_0_0_4))
			.withMessage("Line 8: not a value");
		assertThatExceptionOfType(MalformedExpositionException.class)
			.isThrownBy(() -> read(TEXT.substring(0, TEXT.length() - 1), TEXT_0_0_4));
		assertThat(isKnown(read(TEXT, TEXT_0_0_4), first)).isTrue();
	}

	@Test
	void eachFormatIsRememberedByItself() {
		String openMetrics = "# TYPE a counter\na_total 1\n# EOF\n";
		Exposition text = read(TEXT, TEXT_0_0_4);
		Exposition other = read(openMetrics, OPENMETRICS_1_0_0);
		assertThat(isKnown(read(TEXT, TEXT_0_0_4), text)).isTrue();
		assertThat(isKnown(read(openMetrics, OPENMETRICS_1_0_0), other)).isTrue();
	}

	@Test
	void exemplarsComeAndGoAndAreLimitedAndCounted() {
		String openMetrics = "# TYPE a counter\na_total{x=\"1\"} 1%s\n# EOF\n";
		Exposition first = read(openMetrics.formatted(" # {trace_id=\"0123456789\"} 1"), OPENMETRICS_1_0_0);
		assertThat(first.usage(LIMITS)).containsEntry(ExpositionLimit.LABEL_VALUE_LENGTH, 0.5);
		Exposition without = read(openMetrics.formatted(""), OPENMETRICS_1_0_0);
		assertThat(isKnown(without, first)).isTrue();
		assertThat(without.usage(LIMITS)).isEqualTo(Map.of(ExpositionLimit.SAMPLES, 0.01, ExpositionLimit.LABELS, 0.1,
				ExpositionLimit.LABEL_NAME_LENGTH, 0.05, ExpositionLimit.LABEL_VALUE_LENGTH, 0.05));
		Exposition again = read(openMetrics.formatted(" # {a=\"1\",b=\"123456\"} 1"), OPENMETRICS_1_0_0);
		assertThat(isKnown(again, first)).isTrue();
		assertThat(again.usage(LIMITS)).containsEntry(ExpositionLimit.LABELS, 0.2)
			.containsEntry(ExpositionLimit.LABEL_VALUE_LENGTH, 0.3);
		assertThat(again.samples().special(0)).isEqualTo(Samples.EXEMPLAR);
		assertThat(without.samples().special(0)).isZero();
		assertThatExceptionOfType(LimitExceededException.class)
			.isThrownBy(() -> read(openMetrics.formatted(" # {a=\"012345678901234567890\"} 1"), OPENMETRICS_1_0_0));
	}

	@ParameterizedTest
	@ValueSource(strings = { "a{x=\"1\"} 1\n# HELP a Behind.\na{x=\"2\"} 2\n", "# HELP a The a.\nb 1\n",
			"a{x=\"1\"} 1\n# HELP a Behind.\n", " a  1\n\ta{x = \"2\" , } 2\n# HELP c Of none.\n" })
	void theUnusualIsReadAsWell(String text) {
		for (int value = 0; value < 3; value++) {
			String next = text.replace("1\n", "1" + value + "\n");
			assertThat(ReadExposition.describe(read(next, TEXT_0_0_4), LIMITS)).isEqualTo(ReadExposition
				.describe(Exposition.parse(next.getBytes(StandardCharsets.UTF_8), TEXT_0_0_4, LIMITS), LIMITS));
		}
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PROTOBUF")
	void whatARealRegistryWritesIsKnownAgain(ExpositionFormat format) throws IOException {
		ExpositionReader reader = new ExpositionReader(ExpositionLimits.DEFAULTS);
		RealRegistry registry = new RealRegistry("one");
		Exposition first = reader.read(registry.scrape(format), format);
		assertThat(isKnown(reader.read(registry.scrape(format), format), first)).isTrue();
	}

	@Test
	void noMoreIsRememberedThanThereIsMemoryFor() {
		Exposition first = read(TEXT, TEXT_0_0_4);
		long used = this.memory.used();
		assertThat(used).isBetween(100L, 1_000L);
		ExpositionReader other = new ExpositionReader(LIMITS, this.memory);
		String large = IntStream.range(0, 20).mapToObj((i) -> "a" + i + " 1\n").collect(Collectors.joining());
		Exposition notRemembered = read(other, large + large.replace("a", "b"), TEXT_0_0_4);
		assertThat(this.memory.used()).isEqualTo(used);
		assertThat(isKnown(read(other, large + large.replace("a", "b"), TEXT_0_0_4), notRemembered)).isFalse();
		Exposition smaller = read(other, large, TEXT_0_0_4);
		assertThat(this.memory.used()).isGreaterThan(used);
		assertThat(isKnown(read(other, large, TEXT_0_0_4), smaller)).isTrue();
		assertThat(isKnown(read(TEXT, TEXT_0_0_4), first)).isTrue();
	}

	@Test
	void whatIsRememberedIsNeverMuchLargerThanTheText() {
		ExpositionReader reader = new ExpositionReader(ExpositionLimits.DEFAULTS, this.memory);
		String many = IntStream.range(0, 30).mapToObj((i) -> "a" + i + " 1\n").collect(Collectors.joining());
		Exposition first = read(reader, many, TEXT_0_0_4);
		assertThat(isKnown(read(reader, many, TEXT_0_0_4), first)).isFalse();
		assertThat(this.memory.used()).isZero();
	}

	@Test
	void longNamesAndUnitsCount() {
		read("a".repeat(3_000) + " 1\n", TEXT_0_0_4);
		assertThat(this.memory.used()).isBetween(3_000L, 4_000L);
		this.reader.close();
		ExpositionReader other = new ExpositionReader(LIMITS, this.memory);
		String unit = "u".repeat(1_000);
		String name = "a_" + unit;
		read(other, "# TYPE " + name + " gauge\n# UNIT " + name + " " + unit + "\n" + name + " 1\n# EOF\n",
				OPENMETRICS_1_0_0);
		assertThat(this.memory.used()).isBetween(2_000L, 3_000L);
	}

	@Test
	void nothingIsRememberedOfAnAppThatIsGone() {
		Exposition first = read(TEXT, TEXT_0_0_4);
		read("a 1\n# EOF\n", OPENMETRICS_1_0_0);
		this.reader.close();
		assertThat(this.memory.used()).isZero();
		Exposition late = read(TEXT, TEXT_0_0_4);
		assertThat(isKnown(late, first)).isFalse();
		assertThat(this.memory.used()).isZero();
	}

	@Test
	void whatTakesThePlaceOfWhatWasRememberedTakesItsMemory() {
		for (int i = 0; i < 1_000; i++) {
			read(TEXT + "c" + i + " 1\n", TEXT_0_0_4);
		}
		assertThat(this.memory.used()).isBetween(100L, 1_000L);
	}

	/**
	 * All apps' expositions would fill the memory.
	 */
	@Test
	void nothingOfTheTextIsKept() {
		byte[] text = "# HELP a b\n# TYPE a gauge\n# UNIT a \na{instance=\"1\"} 1\n# EOF\n"
			.getBytes(StandardCharsets.UTF_8);
		this.reader.read(text, OPENMETRICS_1_0_0);
		WeakReference<byte[]> reference = new WeakReference<>(text);
		text = new byte[0];
		for (int i = 0; i < 100 && !reference.refersTo(null); i++) {
			System.gc();
		}
		assertThat(reference.refersTo(null)).isTrue();
		assertThat(text).isEmpty();
		assertThat(read("a 1\n# EOF\n", OPENMETRICS_1_0_0).sampleCount()).isOne();
	}

	private Exposition read(String text, ExpositionFormat format) {
		return read(this.reader, text, format);
	}

	private static Exposition read(ExpositionReader reader, String text, ExpositionFormat format) {
		return reader.read(text.getBytes(StandardCharsets.UTF_8), format);
	}

	private static boolean isKnown(Exposition exposition, Exposition before) {
		return exposition.samples().series().equals(before.samples().series());
	}

}
