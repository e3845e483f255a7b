package io.dataflowmonitoring.proxy.exposition;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.dataflowmonitoring.wire.ExpositionFormat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The rules of OpenMetrics 1.0, one by one.
 */
class OpenMetricsTests {

	@Test
	void readsEveryTypeWithItsSuffixes() {
		Exposition exposition = parse("""
				# TYPE c_seconds counter
				# UNIT c_seconds seconds
				# HELP c_seconds With \\"quotes\\", \\\\ and \\n.
				c_seconds_total{x="1"} 1 # {trace_id="abc"} 0.5 1700000000.123
				c_seconds_created{x="1"} 1.7e9
				# TYPE g gauge
				g 1 1700000000
				# TYPE h histogram
				h_bucket{le="1.0"} 1 # {} 0.5
				h_bucket{le="+Inf"} 1
				h_count 1
				h_sum 1
				h_created 1
				# TYPE gh gaugehistogram
				gh_bucket{le="+Inf"} 1
				gh_gcount 1
				gh_gsum 1
				# TYPE s summary
				s{quantile="0.5"} 1
				s_count 1
				s_sum 1
				s_created 1
				# TYPE i info
				i_info{version="1"} 1
				# TYPE st stateset
				st{st="on"} 1
				# TYPE u unknown
				u 1
				none 1
				# HELP empty\s
				# EOF
				""");
		assertThat(exposition.format()).isEqualTo(ExpositionFormat.OPENMETRICS_1_0_0);
		assertThat(exposition.families()).extracting((family) -> family.name() + ":" + family.sampleCount())
			.containsExactly("c_seconds:2", "g:1", "h:5", "gh:3", "s:4", "i:1", "st:1", "u:1", "none:1", "empty:0");
		assertThat(exposition.families()).extracting((family) -> family.nameInText().toString())
			.containsExactly("c_seconds_total", "g", "h", "gh", "s", "i_info", "st", "u", "none", "empty");
	}

	@DisplayName("A partial answer is never taken for the whole (VictoriaMetrics#8528)")
	@Test
	void onlyTheWholeEndsWithEof() {
		String whole = "# TYPE a gauge\na{x=\"1\"} 1 # {y=\"2\"} 3\n# EOF\n";
		for (int length = 0; length < whole.length() - 1; length++) {
			assertRejected(whole.substring(0, length));
		}
		assertThat(parse(whole).sampleCount()).isOne();
		assertThat(parse(whole.strip()).sampleCount()).isOne();
		assertThat(parse("# EOF").sampleCount()).isZero();
		assertRejected(whole + whole);
		assertRejected(whole + "\n");
		assertRejected(whole + "a 1\n");
		assertRejected("a 1\n # EOF\n");
		assertRejected("a 1\n# EOF \n");
		assertRejected("# HELP a # EOF");
		assertThatExceptionOfType(MalformedExpositionException.class).isThrownBy(() -> parse("a 1\nb 2\n"))
			.withMessage("Line 3: the last line is not # EOF, so the exposition may be cut off");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a 1", "a:b_c9 1", "a{} 1", "a{x=\"\"} 1", "a{x=\"1\",y=\"2\"} 1",
			"a{x=\"\\\\ \\\" \\n\"} 1", "a{x=\"} # , =\u00e9\u20ac\ud83d\ude00\"} 1", "a 1 0",
			"a 1 1700000000.123456789", "a 1 1.7e9", "a 1 .5", "a 1 5.", "a 1 # {} 1",
			"a 1 5 # {x=\"1\",y=\"2\"} -1.5e3 6", "# HELP a ", "# UNIT a ", "# TYPE a unknown" })
	void accepts(String line) {
		assertThat(parse(line + "\n# EOF\n")).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-0", "+1", "1.", ".5", "1.5e3", "1E-9", "NaN", "Inf", "+Inf", "-inf", "Infinity" })
	void acceptsTheValue(String value) {
		assertThat(parse("a " + value + "\n# EOF\n").sampleCount()).isOne();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " a 1", "a  1", "a\t1", "a 1 ", "a 1  5", "a 1\t5", "a {x=\"1\"} 1", "a{x=\"1\"}1",
			"a{x=\"1\",} 1", "a{ x=\"1\"} 1", "a{x= \"1\"} 1", "a{x=\"1\" } 1", "a{x=\"1\", y=\"2\"} 1", "a{,} 1",
			"a{x=\"1\"y=\"2\"} 1", "a{x=\"\\t\"} 1", "a{x=\"1} 1", "a{x=\"1\",x=\"2\"} 1", "a{__name__=\"b\"} 1",
			"a{x} 1", "a x", "a 0x1p3", "a 1_0", "a 1 x", "a 1 -5", "a 1 NaN", "a 1 1e400", "a 1 1234567890123456",
			"a 1 5 5", "a 1 .", "a 1 e5", "a 1 5e", "9a 1", "a", "a{x=\"1\"}" })
	void rejects(String line) {
		assertRejected(line + "\n# EOF\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "#", "# {", "# {}", "# {} ", "# {} x", "# {} 1 ", "# {} 1 x", "# {} 1 5 5", "# {x} 1",
			"# {x=\"1\",} 1", "# {x=\"1\",x=\"2\"} 1", "# {x=\"\\t\"} 1", "# 1", "#{} 1", "#  {} 1", "# {}  1",
			"# {} 1 # {} 1", " # {} 1", "# a" })
	void rejectsTheExemplar(String exemplar) {
		assertRejected("a 1 " + exemplar + "\n# EOF\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "#", "# a comment", "#TYPE a gauge", "#  TYPE a gauge", "# TYPE  a gauge",
			"# TYPE a  gauge", "# TYPE a", "# TYPE a ", "# TYPE a gauge ", "# TYPE a untyped", "# TYPE a Gauge",
			"# HELP a", "# HELP a \"", "# HELP a \\t", "# HELP a \\", "# UNIT a", "# UNIT a_b c", "# UNIT a_b a_b",
			"# UNIT ab b", "# UNIT a_b b ", "# UNIT a_b b-c", "# UNIT 9 b", "# type a gauge", "# EOF" })
	void rejectsTheHeader(String header) {
		assertRejected(header + "\n# EOF\n");
	}

	@Test
	void aFamilyHasEachHeaderOnceAtMostAndBeforeItsSamples() {
		assertRejected("# TYPE a gauge\n# TYPE a gauge\na 1\n# EOF\n");
		assertRejected("# HELP a x\n# HELP a x\na 1\n# EOF\n");
		assertRejected("# UNIT a_b b\n# UNIT a_b b\na_b 1\n# EOF\n");
		assertRejected("a 1\n# TYPE a gauge\n# EOF\n");
		assertRejected("a 1\n# HELP a x\n# EOF\n");
		assertRejected("a_b 1\n# UNIT a_b b\n# EOF\n");
		assertThat(parse("# HELP a_b x\n# UNIT a_b b\n# TYPE a_b gauge\na_b 1\n# EOF\n").sampleCount()).isOne();
	}

	@Test
	void anInfoOrAStatesetHasNoUnit() {
		assertRejected("# TYPE a_b info\n# UNIT a_b b\n# EOF\n");
		assertRejected("# UNIT a_b b\n# TYPE a_b stateset\n# EOF\n");
		assertThat(parse("# TYPE a_b info\n# UNIT a_b \n# EOF\n")).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "counter\na 1", "counter\na_total 1\na 1", "info\na 1", "histogram\na 1",
			"gaugehistogram\na 1", "gauge\nb 1\na 1", "counter\na_total 1\nb 1\na_total{x=\"1\"} 1",
			"counter\na_total 1\nb 1\na_created 1", "summary\na_sum 1\nb 1\na_count 1", "info\na_info 1\nb 1\na_info 2",
			"gaugehistogram\na_gsum 1\nb 1\na_gcount 1", "counter\na_total 1\n# TYPE a_total gauge",
			"histogram\na_sum 1\n# TYPE a_created gauge", "gauge\n# TYPE b gauge\na 1" })
	void samplesStandWithTheirFamilyAndFitItsType(String family) {
		assertRejected("# TYPE a " + family + "\n# EOF\n");
	}

	@Test
	void saysThatQuotedNamesAreNotPartOfTheFormat() {
		for (String line : new String[] { "{\"a.b\"} 1", "\"a.b\" 1", "a{\"b.c\"=\"1\"} 1", "# TYPE \"a.b\" gauge" }) {
			assertThatExceptionOfType(MalformedExpositionException.class).isThrownBy(() -> parse(line + "\n# EOF\n"))
				.withMessageContaining("quoted names are not part of this format");
		}
	}

	@Test
	void rejectsWhatIsNotUtf8() {
		for (String line : new String[] { "a{x=\"\u00ff\"} 1", "a 1 # {x=\"\u00c3\"} 1", "# HELP a \u00c0\u0080" }) {
			assertRejected((line + "\n# EOF\n").getBytes(StandardCharsets.ISO_8859_1));
		}
	}

	@Test
	void learnsTheIdentityFromSamplesNotFromExemplars() {
		assertThat(parse("a{application=\"orders\"} 1 # {instance=\"1\"} 1\n# EOF\n").identity().labels())
			.isEqualTo(Map.of("application", "orders"));
	}

	private static void assertRejected(String text) {
		assertRejected(text.getBytes(StandardCharsets.UTF_8));
	}

	private static void assertRejected(byte[] text) {
		assertThatExceptionOfType(MalformedExpositionException.class).as(new String(text, StandardCharsets.UTF_8))
			.isThrownBy(() -> parse(text))
			.withMessageStartingWith("Line ");
	}

	private static Exposition parse(String text) {
		return parse(text.getBytes(StandardCharsets.UTF_8));
	}

	private static Exposition parse(byte[] text) {
		return Exposition.parse(text, ExpositionFormat.OPENMETRICS_1_0_0, ExpositionLimits.DEFAULTS);
	}

}
