package io.dataflowmonitoring.proxy.exposition;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.dataflowmonitoring.wire.ExpositionFormat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The rules of text format 0.0.4, one by one.
 */
class ExpositionTests {

	@Test
	void anEmptyExpositionIsValid() {
		assertThat(parse("").sampleCount()).isZero();
	}

	@Test
	void countsSamplesAndBytes() {
		Exposition exposition = parse("# HELP a Help\n# TYPE a gauge\na{x=\"1\"} 1\na{x=\"2\"} 2\nb 3\n");
		assertThat(exposition.sampleCount()).isEqualTo(3);
		assertThat(exposition.length()).isEqualTo(55);
	}

	@ParameterizedTest
	@ValueSource(strings = { "a 1", "a:b_c9 1", "_a 1", "  a  1", "a\t1", "a{} 1", "a{x=\"\"} 1", "a {x=\"1\"} 1",
			"a{x=\"1\"}1", "a{x=\"1\",} 1", "a{ x = \"1\" , y = \"2\" } 1", "a{x=\"\\\\ \\\" \\n\"} 1",
			"a{x=\"} # , =\"} 1", "a{x=\"\u00e9\u20ac\ud83d\ude00\"} 1", "a 1 1700000000000", "a{le=\"+Inf\"} 1", "",
			"#", "# a comment", "#comment", "# HELP", "# HELP a", "# HELP a ", "# HELP a \\\\ \\n \" \u20ac",
			"#  HELP  a  text", "# TYPE a untyped", "# EOF" })
	void accepts(String line) {
		assertThat(parse(line + "\n")).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-0", "+1", "1.", ".5", "1.5e3", "1E-9", "1.7976931348623157E308", "4.9E-324", "NaN",
			"nan", "Inf", "+Inf", "-inf", "infinity", "-Infinity" })
	void acceptsTheValue(String value) {
		assertThat(parse("a " + value + "\n").sampleCount()).isOne();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "-", ".", "e5", "1e", "1e+", "1e400", "1_000", "0x1p3", "+NaN", "Infinit",
			"infinityy", "1,5", "1\r", "1 ", "1 1.5", "1 -5", "1 5 ", "1 5 5", "1 9999999999999999999", "\"1\"" })
	void rejectsTheValue(String value) {
		assertRejected("a " + value + "\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "9a 1", "a-b 1", "\u00e9 1", "{x=\"1\"} 1", "= 1", "\"a\" 1" })
	void rejectsBadMetricNames(String line) {
		assertRejected(line + "\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "x=", "x=1", "x=\"1", "x=\"1\" y=\"2\"", "9x=\"1\"", "x-y=\"1\"", "x:y=\"1\"",
			"=\"1\"", ",", "x=\"1\",,y=\"2\"", ",x=\"1\"", "x=\"\\t\"", "x=\"\\\"", "x='1'", "x=\"1\"\"",
			"__name__=\"b\"", "x=\"1\",x=\"2\"", "x=\"1\n\"" })
	void rejectsBadLabels(String labels) {
		assertRejected("a{" + labels + "} 1\n");
	}

	@Test
	void rejectsASampleThatEndsWithinItsLabels() {
		assertRejected("a{x=\"1\"\n");
		assertRejected("a{\n");
		assertRejected("a{x\n");
	}

	@Test
	void manyLabelsAreValid() {
		ExpositionLimits limits = new ExpositionLimits(1, 256, 4, 1);
		byte[] text = ("a{" + labels(256) + "} 1\n").getBytes(StandardCharsets.UTF_8);
		assertThat(Exposition.parse(text, ExpositionFormat.TEXT_0_0_4, limits).sampleCount()).isOne();
	}

	@ParameterizedTest
	@ValueSource(strings = { "80", "C0 80", "C2", "C2 20", "E0 80 80", "E2 82", "ED A0 80", "F0 80 80 80",
			"F4 90 80 80", "F5 80 80 80", "FF" })
	void rejectsWhatIsNotUtf8(String hex) {
		String notUtf8 = latin1(hex);
		assertRejected(("a{x=\"" + notUtf8 + "\"} 1\n").getBytes(StandardCharsets.ISO_8859_1));
		assertRejected(("# HELP a " + notUtf8 + "\na 1\n").getBytes(StandardCharsets.ISO_8859_1));
		assertRejected(("# " + notUtf8 + "\na 1\n").getBytes(StandardCharsets.ISO_8859_1));
	}

	@Test
	void theLastLineEndsWithALineFeed() {
		assertThatExceptionOfType(MalformedExpositionException.class).isThrownBy(() -> parse("a 1\nb 2"))
			.withMessageStartingWith("Line 2: ")
			.withMessageContaining("line feed");
		assertRejected("a");
		assertRejected("a{x=\"");
		assertRejected("#");
	}

	@ParameterizedTest
	@ValueSource(strings = { "# TYPE a", "# TYPE a ", "# TYPE a Gauge", "# TYPE a gauge ", "# TYPE a unknown",
			"# TYPE 9 gauge", "# TYPE  ", "# TYPE a{} gauge", "# HELP 9 text", "# HELP a{} text", "# HELP ",
			"# HELP a \\t", "# HELP a \\" })
	void rejectsBadHeaders(String line) {
		assertRejected(line + "\na 1\n");
	}

	@Test
	void aFamilyHasOneTypeAtMost() {
		assertRejected("# TYPE a gauge\n# TYPE a gauge\na 1\n");
		assertRejected("# TYPE a gauge\na 1\nb 1\n# TYPE a gauge\n");
	}

	@Test
	void aFamilyHasOneHelpAtMost() {
		assertRejected("# HELP a x\n# HELP a x\na 1\n");
		assertRejected("# HELP a \n# HELP a x\na 1\n");
	}

	@Test
	void typeStandsBeforeTheFirstSample() {
		assertRejected("a 1\n# TYPE a gauge\n");
	}

	@Test
	void theLinesOfAFamilyStandTogether() {
		assertRejected("a 1\nb 1\na{x=\"1\"} 1\n");
		assertRejected("# HELP a x\n# HELP b x\n# TYPE a gauge\na 1\n");
		assertRejected("# TYPE a summary\na_sum 1\nb 1\na_count 1\n");
		assertRejected("# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\n# TYPE a_max gauge\na_max 1\na_sum 1\n");
		assertThat(parse("# HELP a x\n# a comment\n\n# TYPE a gauge\na 1\n\n# a comment\na{x=\"1\"} 2\n").sampleCount())
			.isEqualTo(2);
	}

	@Test
	void histogramsAndSummariesOwnTheSamplesWithTheirSuffixes() {
		Exposition exposition = parse("""
				# TYPE h histogram
				h_bucket{le="1"} 1
				h_bucket{le="+Inf"} 1
				h_sum 1
				h_count 1
				h_created 1
				# TYPE s summary
				s{quantile="0.5"} 1
				s_sum 1
				s_count 1
				# TYPE c counter
				c 1
				c_count 1
				""");
		assertThat(exposition.families()).extracting((family) -> family.name() + ":" + family.sampleCount())
			.containsExactly("h:5", "s:3", "c:1", "c_count:1");
	}

	@Test
	void namesTheLineAndTheRule() {
		assertThatExceptionOfType(MalformedExpositionException.class)
			.isThrownBy(() -> parse("# TYPE a gauge\na{x=\"1\"} 1\na{x=\"secret\" 1\n"))
			.withMessage("Line 3: neither a comma nor a closing brace behind a label");
	}

	@Test
	void learnsTheIdentityThatAllSamplesAgreeOn() {
		Exposition exposition = parse(
				"""
						a{application="orders",instance="one",stream_name="demo",id="7"} 1
						b{application="orders",instance="two",application_type=""} 1
						spring_cloud_task_seconds_count{spring_cloud_task_name="na\\"m\\\\e",application_guid="a\\nb",application="orders"} 1
						""");
		assertThat(exposition.identity().labels())
			.isEqualTo(Map.of("application", "orders", "stream_name", "demo", "spring_cloud_task_name", "na\"m\\e"));
		assertThat(exposition.identity())
			.hasToString("{application=\"orders\",stream_name=\"demo\",spring_cloud_task_name=\"na\\\"m\\\\e\"}");
	}

	@Test
	void anIdentityValueIsShort() {
		assertThat(parse("a{application=\"" + "x".repeat(200) + "\"} 1\n").identity().labels()).hasSize(1);
		assertThat(parse("a{application=\"" + "x".repeat(201) + "\"} 1\n").identity().labels()).isEmpty();
	}

	@Test
	void onlyALabelThatTellsInstancesApartMakesAnIdentityUnique() {
		assertThat(parse("a{application=\"orders\",stream_name=\"demo\"} 1\n").identity().isUnique()).isFalse();
		assertThat(parse("a{application=\"orders\",instance=\"one\"} 1\n").identity().isUnique()).isTrue();
		assertThat(parse("a{spring_cloud_task_execution_id=\"1\"} 1\n").identity().isUnique()).isTrue();
		assertThat(AppIdentity.UNKNOWN.isUnique()).isFalse();
		assertThat(AppIdentity.UNKNOWN).hasToString("");
	}

	private static String labels(int count) {
		StringBuilder labels = new StringBuilder();
		for (int i = 0; i < count; i++) {
			labels.append("x").append(i).append("=\"1\",");
		}
		return labels.toString();
	}

	private static String latin1(String hex) {
		StringBuilder text = new StringBuilder();
		for (String octet : hex.split(" ", -1)) {
			text.append((char) Integer.parseInt(octet, 16));
		}
		return text.toString();
	}

	private static void assertRejected(String text) {
		assertRejected(text.getBytes(StandardCharsets.UTF_8));
	}

	private static void assertRejected(byte[] text) {
		assertThatExceptionOfType(MalformedExpositionException.class)
			.isThrownBy(() -> Exposition.parse(text, ExpositionFormat.TEXT_0_0_4, ExpositionLimits.DEFAULTS))
			.withMessageStartingWith("Line ");
	}

	private static Exposition parse(String text) {
		return Exposition.parse(text.getBytes(StandardCharsets.UTF_8), ExpositionFormat.TEXT_0_0_4,
				ExpositionLimits.DEFAULTS);
	}

}
