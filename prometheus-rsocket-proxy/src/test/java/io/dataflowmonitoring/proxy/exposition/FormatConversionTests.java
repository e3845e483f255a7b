package io.dataflowmonitoring.proxy.exposition;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.dataflowmonitoring.proxy.exposition.MergeReport.RejectedFamily;
import io.dataflowmonitoring.wire.ExpositionFormat;

import static io.dataflowmonitoring.wire.ExpositionFormat.OPENMETRICS_1_0_0;
import static io.dataflowmonitoring.wire.ExpositionFormat.TEXT_0_0_4;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What becomes of text in OpenMetrics, of OpenMetrics in text, and of both together.
 */
class FormatConversionTests {

	private static final String OPENMETRICS = """
			# TYPE c_seconds counter
			# UNIT c_seconds seconds
			# HELP c_seconds With \\"quotes\\", \\\\ and \\n.
			c_seconds_total{x="1"} 1 # {trace_id="abc"} 0.5 1700000000.123
			c_seconds_created{x="1"} 1.7e9
			c_seconds_total{x="2"} 1 1700000000.123456 # {trace_id="abc"} 0.5
			# TYPE h histogram
			h_bucket{le="1.0"} 1 # {} 0.5
			h_bucket{le="+Inf"} 1
			h_count 1
			h_sum 1
			h_created 1
			# TYPE gh gaugehistogram
			# HELP gh The gh.
			gh_bucket{x="1",le="+Inf"} 1
			gh_gcount{x="1"} 2
			gh_gsum{x="1"} 3
			gh_bucket{x="2",le="+Inf"} 4
			gh_gcount{x="2"} 5
			gh_gsum{x="2"} 6
			# TYPE i info
			i_info{version="1"} 1
			# TYPE st stateset
			st{st="on"} 1 1700000000
			# TYPE u unknown
			u 1 1.7e9
			v 1 .5
			# EOF
			""";

	private static final String TEXT = """
			# HELP c_seconds_total With "quotes", \\\\ and \\n.
			# TYPE c_seconds_total counter
			c_seconds_total{x="1"} 1
			c_seconds_total{x="2"} 1 1700000000123
			# TYPE h histogram
			h_bucket{le="1.0"} 1
			h_bucket{le="+Inf"} 1
			h_count 1
			h_sum 1
			# HELP gh The gh.
			# TYPE gh histogram
			gh_bucket{x="1",le="+Inf"} 1
			gh_bucket{x="2",le="+Inf"} 4
			# HELP gh_gcount The gh.
			# TYPE gh_gcount gauge
			gh_gcount{x="1"} 2
			gh_gcount{x="2"} 5
			# HELP gh_gsum The gh.
			# TYPE gh_gsum gauge
			gh_gsum{x="1"} 3
			gh_gsum{x="2"} 6
			# TYPE i_info gauge
			i_info{version="1"} 1
			# TYPE st gauge
			st{st="on"} 1 1700000000000
			# TYPE u untyped
			u 1 1700000000000
			v 1 500
			""";

	@Test
	void openMetricsAsTextLacksExemplarsUnitsAndCreationTimes() throws IOException {
		assertThat(write(TEXT_0_0_4, openMetrics(OPENMETRICS))).isEqualTo(TEXT);
	}

	@Test
	void openMetricsStaysAsItIs() throws IOException {
		assertThat(write(OPENMETRICS_1_0_0, openMetrics(OPENMETRICS))).isEqualTo(OPENMETRICS);
	}

	/**
	 * Micrometer gives them to counts, but Prometheus before 2.43 rejects the whole
	 * scrape.
	 */
	@DisplayName("One bad app must not spoil everyone's scrape (pushgateway#202, #214, #232): stray exemplars")
	@Test
	void exemplarsAreLeftOutWhereOpenMetricsHasNone() throws IOException {
		assertThat(write(OPENMETRICS_1_0_0, openMetrics("""
				# TYPE h histogram
				h_bucket{le="+Inf"} 1 5.5 # {x="1"} 1 1.5
				h_count 1 5.5 # {x="1"} 1 1.5
				h_sum 1 # {x="1"} 1
				# TYPE g gauge
				g 1 # {} 1
				# TYPE c counter
				c_total 1 # {x="1"} 1
				c_created 1 # {x="1"} 1
				none_total 1 1.7e9 # {x="1"} 1
				# EOF
				"""))).isEqualTo("""
				# TYPE h histogram
				h_bucket{le="+Inf"} 1 5.5 # {x="1"} 1 1.5
				h_count 1 5.5
				h_sum 1
				# TYPE g gauge
				g 1
				# TYPE c counter
				c_total 1 # {x="1"} 1
				c_created 1
				none_total 1 1.7e9
				# EOF
				""");
	}

	@Test
	void textAsOpenMetrics() throws IOException {
		assertThat(write(OPENMETRICS_1_0_0, text("""
				# HELP c_total With "quotes", \\\\ and \\n.
				# TYPE c_total counter
				  c_total { x = "a , b = c" , y="\\"" , }\t1  5
				c_total 2 1700000000123
				# TYPE no_suffix counter
				no_suffix{x="1"}1
				# HELP u Quotes are "escaped".
				# TYPE u untyped
				u{} 1 12
				# TYPE i_info gauge
				i_info{version="1"} 1
				# TYPE s summary
				s{quantile="0.5"} 1
				s_sum 1
				s_created 1
				# a comment
				none 1
				"""))).isEqualTo("""
				# TYPE c counter
				# HELP c With \\"quotes\\", \\\\ and \\n.
				c_total{x="a , b = c",y="\\""} 1 0.005
				c_total 2 1700000000.123
				# TYPE no_suffix unknown
				no_suffix{x="1"} 1
				# TYPE u unknown
				# HELP u Quotes are \\"escaped\\".
				u{} 1 0.012
				# TYPE i_info gauge
				i_info{version="1"} 1
				# TYPE s summary
				s{quantile="0.5"} 1
				s_sum 1
				s_created 1
				none 1
				# EOF
				""");
	}

	@Test
	void nothingIsWrittenAsTheEndOnlyAndThatOnce() throws IOException {
		assertThat(write(OPENMETRICS_1_0_0)).isEqualTo("# EOF\n");
		assertThat(write(OPENMETRICS_1_0_0, text(""), openMetrics("# EOF"))).isEqualTo("# EOF\n");
		MergedExposition merged = new MergedExposition(List.of(), OPENMETRICS_1_0_0);
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		merged.writeNext(out, 100);
		merged.writeNext(out, 100);
		assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("# EOF\n");
	}

	@DisplayName("A partial answer is never taken for the whole (VictoriaMetrics#8528)")
	@Test
	void onlyTheLastPieceHasTheEnd() throws IOException {
		MergedExposition merged = new MergedExposition(
				List.of(new Source("1", openMetrics(OPENMETRICS)), new Source("2", text("z 1\n"))), OPENMETRICS_1_0_0);
		List<String> pieces = new ArrayList<>();
		boolean more = true;
		while (more) {
			ByteArrayOutputStream piece = new ByteArrayOutputStream();
			more = merged.writeNext(piece, 20);
			pieces.add(piece.toString(StandardCharsets.UTF_8));
		}
		assertThat(pieces).hasSizeGreaterThan(5);
		assertThat(String.join("", pieces)).isEqualTo(OPENMETRICS.replace("# EOF", "z 1\n# EOF"));
		assertThat(merged.report().bytes()).isEqualTo(String.join("", pieces).length());
	}

	@Test
	void bothFormatsMergeIntoTheSameFamilies() throws IOException {
		Exposition text = text("""
				# HELP c_total The c.
				# TYPE c_total counter
				c_total{app="1"} 1
				# TYPE u untyped
				u{app="1"} 1
				# TYPE i_info gauge
				i_info{app="1"} 1
				""");
		Exposition openMetrics = openMetrics("""
				# TYPE u unknown
				u{app="2"} 2
				# TYPE i info
				i_info{app="2"} 2
				# TYPE c counter
				# HELP c Another.
				c_total{app="2"} 2 # {} 1
				# TYPE j info
				j_info{app="2"} 2
				# EOF
				""");
		assertThat(write(OPENMETRICS_1_0_0, text, openMetrics)).isEqualTo("""
				# TYPE c counter
				# HELP c The c.
				c_total{app="1"} 1
				c_total{app="2"} 2 # {} 1
				# TYPE u unknown
				u{app="1"} 1
				u{app="2"} 2
				# TYPE i_info gauge
				i_info{app="1"} 1
				i_info{app="2"} 2
				# TYPE j info
				j_info{app="2"} 2
				# EOF
				""");
		assertThat(write(TEXT_0_0_4, openMetrics, text)).isEqualTo("""
				# TYPE u untyped
				u{app="2"} 2
				u{app="1"} 1
				# TYPE i_info gauge
				i_info{app="2"} 2
				i_info{app="1"} 1
				# HELP c_total Another.
				# TYPE c_total counter
				c_total{app="2"} 2
				c_total{app="1"} 1
				# TYPE j_info gauge
				j_info{app="2"} 2
				""");
	}

	@DisplayName("No duplicate series (prometheus-rsocket-proxy#12), whatever the format")
	@Test
	void aSeriesGivenInTheOtherFormatIsADuplicate() throws IOException {
		MergedExposition merged = merge(OPENMETRICS_1_0_0,
				text("# TYPE c_total counter\nc_total{y=\"2\", x=\"1\"} 1\n"), openMetrics(
						"# TYPE c counter\nc_total{x=\"1\",y=\"2\"} 2 # {} 1\nc_created{x=\"1\",y=\"2\"} 3\n# EOF"));
		assertThat(write(merged)).isEqualTo("""
				# TYPE c counter
				c_total{y="2",x="1"} 1
				c_created{x="1",y="2"} 3
				# EOF
				""");
		assertThat(merged.report().droppedSamples()).isOne();
		assertThat(merged.report().samples()).isEqualTo(2);
	}

	@DisplayName("TYPE conflicts between apps are handled (opentelemetry-collector-contrib#36356), whatever the format")
	@Test
	void aTypeConflictBetweenFormatsIsReported() throws IOException {
		MergedExposition merged = merge(OPENMETRICS_1_0_0, openMetrics("# TYPE a counter\na_total 1\n# EOF"),
				text("# TYPE a_total gauge\na_total{x=\"1\"} 1\n"));
		assertThat(write(merged)).isEqualTo("# TYPE a counter\na_total 1\n# EOF\n");
		assertThat(merged.report().rejectedFamilies())
			.containsExactly(new RejectedFamily("app 2", "a_total", "gauge", "app 1", "a", "counter"));
	}

	/**
	 * In text, {@code a} and {@code a_total} are different families, in OpenMetrics they
	 * are not.
	 */
	@Test
	void whereAShortNameIsTakenTheTypeGivesWayNotTheSamples() throws IOException {
		assertThat(write(OPENMETRICS_1_0_0, openMetrics("""
				# TYPE a counter
				# UNIT a\s
				a_total 1
				a_created 1
				# TYPE b info
				b_info 1
				# EOF
				"""), text("# TYPE a gauge\na 1\n# TYPE b gauge\nb 1\n# TYPE b_total counter\nb_total 1\n")))
			.isEqualTo("""
					# TYPE a_total unknown
					a_total 1
					# TYPE b_info gauge
					b_info 1
					# TYPE a gauge
					a 1
					# TYPE b gauge
					b 1
					# TYPE b_total unknown
					b_total 1
					# EOF
					""");
	}

	@Test
	void creationTimesInAFamilyOfTheirOwnAreLeftOutOfOpenMetrics() throws IOException {
		String text = "# TYPE a_created gauge\na_created 1\n# TYPE a_total counter\na_total 1\n# TYPE b_created gauge\nb_created 1\n";
		MergedExposition merged = merge(OPENMETRICS_1_0_0, text(text));
		assertThat(write(merged))
			.isEqualTo("# TYPE a counter\na_total 1\n# TYPE b_created gauge\nb_created 1\n# EOF\n");
		assertThat(merged.report().rejectedFamilies()).isEmpty();
		assertThat(write(TEXT_0_0_4, text(text))).isEqualTo(text);
	}

	@Test
	void aHistogramHasNoSamplesWithoutSuffixInOpenMetrics() throws IOException {
		Exposition text = text("# TYPE h histogram\nh 1\nh_count 1\n");
		Exposition untyped = text("h{x=\"1\"} 1\n");
		assertThat(write(OPENMETRICS_1_0_0, text, untyped)).isEqualTo("# TYPE h histogram\nh_count 1\n# EOF\n");
		assertThat(write(TEXT_0_0_4, text, untyped)).isEqualTo("# TYPE h histogram\nh 1\nh_count 1\nh{x=\"1\"} 1\n");
	}

	@Test
	void protocolBuffersAreNotMerged() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new MergedExposition(List.of(), ExpositionFormat.PROTOBUF));
	}

	private static MergedExposition merge(ExpositionFormat format, Exposition... expositions) {
		List<Source> sources = new ArrayList<>();
		for (Exposition exposition : expositions) {
			sources.add(new Source("app " + (sources.size() + 1), exposition));
		}
		return new MergedExposition(sources, format);
	}

	private static String write(ExpositionFormat format, Exposition... expositions) throws IOException {
		return write(merge(format, expositions));
	}

	private static String write(MergedExposition merged) throws IOException {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		assertThat(merged.writeNext(out, Integer.MAX_VALUE)).isFalse();
		String text = out.toString(StandardCharsets.UTF_8);
		Exposition again = Exposition.parse(out.toByteArray(), merged.format(), ExpositionLimits.DEFAULTS);
		assertThat(again.sampleCount()).isEqualTo((int) merged.report().samples());
		CheckedExposition.read(text, merged.format());
		return text;
	}

	private static Exposition text(String text) {
		return Exposition.parse(text.getBytes(StandardCharsets.UTF_8), TEXT_0_0_4, ExpositionLimits.DEFAULTS);
	}

	private static Exposition openMetrics(String text) {
		return Exposition.parse(text.getBytes(StandardCharsets.UTF_8), OPENMETRICS_1_0_0, ExpositionLimits.DEFAULTS);
	}

}
