package io.dataflowmonitoring.proxy.exposition;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

import io.dataflowmonitoring.proxy.exposition.MergeReport.DuplicateSeries;
import io.dataflowmonitoring.proxy.exposition.MergeReport.RejectedFamily;
import io.dataflowmonitoring.wire.ExpositionFormat;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules of merging, one by one.
 */
class MergedExpositionTests {

	@Test
	void nothingMergesToNothing() throws IOException {
		assertThat(write(merge())).isEmpty();
		assertThat(write(merge(""))).isEmpty();
	}

	@Test
	void familiesComeInOrderOfFirstAppearanceUnderOneHeader() throws IOException {
		MergedExposition merged = merge("""
				# HELP b The b.
				# TYPE b gauge
				b{app="1"} 1
				# HELP a The a.
				# TYPE a counter
				a{app="1"} 2
				""", """
				# HELP a The a.
				# TYPE a counter
				a{app="2"} 3
				# HELP c The c.
				# TYPE c gauge
				c{app="2"} 4
				# HELP b The b.
				# TYPE b gauge
				b{app="2"} 5
				""");
		assertThat(write(merged)).isEqualTo("""
				# HELP b The b.
				# TYPE b gauge
				b{app="1"} 1
				b{app="2"} 5
				# HELP a The a.
				# TYPE a counter
				a{app="1"} 2
				a{app="2"} 3
				# HELP c The c.
				# TYPE c gauge
				c{app="2"} 4
				""");
		assertThat(merged.report().samples()).isEqualTo(5);
		assertThat(merged.report().bytes()).isEqualTo(160);
		assertThat(merged.report().rejectedFamilies()).isEmpty();
		assertThat(merged.report().droppedSamples()).isZero();
	}

	@Test
	void theFirstHelpIsKept() throws IOException {
		assertThat(write(merge("a{app=\"1\"} 1\n", "# HELP a \na{app=\"2\"} 1\n", "# HELP a Third\na{app=\"3\"} 1\n",
				"# HELP a Fourth\na{app=\"4\"} 1\n")))
			.isEqualTo("""
					# HELP a Third
					a{app="1"} 1
					a{app="2"} 1
					a{app="3"} 1
					a{app="4"} 1
					""");
	}

	@Test
	void amongAsManyTheFirstTypeWinsAndTheOtherFamilyIsLeftOut() throws IOException {
		MergedExposition merged = merge("# TYPE a gauge\na{app=\"1\"} 1\n",
				"# TYPE a counter\na{app=\"2\"} 1\n# TYPE b gauge\nb{app=\"2\"} 1\n",
				"# TYPE a gauge\na{app=\"3\"} 1\n");
		assertThat(write(merged)).isEqualTo("""
				# TYPE a gauge
				a{app="1"} 1
				a{app="3"} 1
				# TYPE b gauge
				b{app="2"} 1
				""");
		assertThat(merged.report().rejectedFamilies())
			.containsExactly(new RejectedFamily("app 2", "a", "counter", "app 1", "a", "gauge"));
	}

	/**
	 * One bad app must not spoil everyone's scrape (pushgateway#202, #214, #232).
	 */
	@Test
	void onATypeConflictTheTypeThatMostAppsGiveWinsWhoeverCameFirst() throws IOException {
		MergedExposition merged = merge("# TYPE a gauge\na{app=\"1\"} 1\n", "# TYPE a counter\na{app=\"2\"} 2\n",
				"# TYPE a counter\na{app=\"3\"} 3\n");
		assertThat(write(merged)).isEqualTo("# TYPE a counter\na{app=\"2\"} 2\na{app=\"3\"} 3\n");
		assertThat(merged.report().rejectedFamilies())
			.containsExactly(new RejectedFamily("app 1", "a", "gauge", "app 2", "a", "counter"));
	}

	@Test
	void aNameThatOneAppReservesForItsSummaryGoesToTheAppsThatUseIt() throws IOException {
		MergedExposition merged = merge("# TYPE a summary\na_count{app=\"1\"} 1\na_sum{app=\"1\"} 1\n",
				"# TYPE a_count gauge\na_count{app=\"2\"} 2\n", "# TYPE a_count gauge\na_count{app=\"3\"} 3\n");
		assertThat(write(merged)).isEqualTo("# TYPE a_count gauge\na_count{app=\"2\"} 2\na_count{app=\"3\"} 3\n");
		assertThat(merged.report().rejectedFamilies())
			.containsExactly(new RejectedFamily("app 1", "a", "summary", "app 2", "a_count", "gauge"));
	}

	@Test
	void aFamilyWithoutTypeTakesTheFirstOneGiven() throws IOException {
		MergedExposition merged = merge("a{app=\"1\"} 1\n", "# TYPE a gauge\na{app=\"2\"} 1\n",
				"# TYPE a counter\na{app=\"3\"} 1\n", "a{app=\"4\"} 1\n");
		assertThat(write(merged)).isEqualTo("""
				# TYPE a gauge
				a{app="1"} 1
				a{app="2"} 1
				a{app="4"} 1
				""");
		assertThat(merged.report().rejectedFamilies()).extracting(RejectedFamily::app).containsExactly("app 3");
	}

	@Test
	void aNameBelongsToOneFamilyOnly() throws IOException {
		String summary = "# TYPE a summary\na_sum{app=\"%s\"} 1\na_count{app=\"%1$s\"} 1\n";
		String gauge = "# TYPE a_count gauge\na_count{app=\"%s\"} 1\n";
		MergedExposition summaryFirst = merge(summary.formatted(1), gauge.formatted(2), summary.formatted(3));
		assertThat(write(summaryFirst)).isEqualTo("""
				# TYPE a summary
				a_sum{app="1"} 1
				a_count{app="1"} 1
				a_sum{app="3"} 1
				a_count{app="3"} 1
				""");
		assertThat(summaryFirst.report().rejectedFamilies())
			.containsExactly(new RejectedFamily("app 2", "a_count", "gauge", "app 1", "a", "summary"));
		MergedExposition gaugeFirst = merge(gauge.formatted(1), summary.formatted(2), gauge.formatted(3));
		assertThat(write(gaugeFirst)).isEqualTo("""
				# TYPE a_count gauge
				a_count{app="1"} 1
				a_count{app="3"} 1
				""");
		assertThat(gaugeFirst.report().rejectedFamilies())
			.containsExactly(new RejectedFamily("app 2", "a", "summary", "app 1", "a_count", "gauge"));
	}

	@Test
	void creationTimesCanStandInTheirOwnFamilyOrAmongTheSamples() throws IOException {
		String own = """
				# TYPE a summary
				a_sum{app="%s"} 1
				a_count{app="%1$s"} 1
				# TYPE a_created gauge
				a_created{app="%1$s"} 1
				""";
		String among = """
				# TYPE a summary
				a_sum{app="%s"} 1
				a_count{app="%1$s"} 1
				a_created{app="%1$s"} 1
				""";
		assertThat(merged(own.formatted(1), own.formatted(2)).samples()).isEqualTo(6);
		assertThat(merged(among.formatted(1), among.formatted(2)).samples()).isEqualTo(6);
		assertThat(merged(among.formatted(1), own.formatted(2)).rejectedFamilies()).extracting(RejectedFamily::family)
			.containsExactly("a_created");
		assertThat(merged(own.formatted(1), among.formatted(2)).rejectedFamilies()).extracting(RejectedFamily::family)
			.containsExactly("a");
	}

	@Test
	void aSeriesThatAnotherAppHasGivenIsDropped() throws IOException {
		MergedExposition merged = merge("a{x=\"1\",y=\"2\"} 1\na 2\n",
				"a{y=\"2\",x=\"1\"} 3\na{x=\"1\"} 4\na{x=\"\"} 5\n", "a{x=\"1\"} 6\n");
		assertThat(write(merged)).isEqualTo("""
				a{x="1",y="2"} 1
				a 2
				a{x="1"} 4
				""");
		assertThat(merged.report().samples()).isEqualTo(3);
		assertThat(merged.report().droppedSamples()).isEqualTo(3);
		assertThat(merged.report().duplicates()).containsExactly(new DuplicateSeries("app 2", "app 1", "a"),
				new DuplicateSeries("app 3", "app 2", "a"));
	}

	@Test
	void aSeriesThatTheSameAppHasGivenIsDropped() throws IOException {
		MergedExposition merged = merge("# TYPE a gauge\na{x=\"1\"} 1\na{x=\"2\"} 2\na{ x=\"1\" ,} 3 1700000000000\n");
		assertThat(write(merged)).isEqualTo("# TYPE a gauge\na{x=\"1\"} 1\na{x=\"2\"} 2\n");
		assertThat(merged.report().duplicates()).containsExactly(new DuplicateSeries("app 1", "app 1", "a"));
	}

	@Test
	void onlyLabelsThatAllSamplesHaveTellAppsApart() throws IOException {
		String one = "a{instance=\"1\"} 1\na{instance=\"2\"} 1\n";
		String two = "a{instance=\"2\",x=\"\"} 2\n";
		String three = "a{instance=\"3\"} 3\na{x=\"1\",instance=\"\"} 3\n";
		String four = "a{application=\"1\",instance=\"3\"} 4\na{x=\"1\"} 4\na{instance=\"3\"} 4\n";
		MergedExposition merged = merge(one, two, three, four);
		assertThat(write(merged)).isEqualTo(one + three + "a{application=\"1\",instance=\"3\"} 4\n");
		assertThat(merged.report().duplicates()).containsExactly(new DuplicateSeries("app 2", "app 1", "a"),
				new DuplicateSeries("app 4", "app 3", "a"));
	}

	@Test
	void twoAppsThatSayTheyAreTheSameInstanceAreCompared() throws IOException {
		String same = "a{application=\"x\",instance=\"1\",y=\"%d\"} 1\n";
		String other = "a{application=\"x\",instance=\"2\",y=\"1\"} 1\n";
		MergedExposition merged = merge(same.formatted(1), other, same.formatted(2), same.formatted(1));
		assertThat(write(merged)).isEqualTo(same.formatted(1) + other + same.formatted(2));
		assertThat(merged.report().duplicates()).containsExactly(new DuplicateSeries("app 4", "app 1", "a"));
	}

	@Test
	void labelsThatDifferInPunctuationOnlyAreDifferent() throws IOException {
		assertThat(merged("a{x=\"1\\\",y=\\\"2\"} 1\n", "a{x=\"1\",y=\"2\"} 1\n", "a{x=\"1\\\\\",y=\"2\"} 1\n",
				"a{y=\"1\",x=\"2\"} 1\n", "a{xy=\"12\"} 1\n", "a{x=\"2\",y=\"1\\\\\"} 1\n")
			.droppedSamples()).isZero();
	}

	@Test
	void manyInstancesThatCannotBeToldApartAreReportedButNotWithoutEnd() throws IOException {
		String[] same = IntStream.range(0, 500).mapToObj((app) -> "a{x=\"1\"} 1\n").toArray(String[]::new);
		MergeReport report = merged(same);
		assertThat(report.samples()).isOne();
		assertThat(report.droppedSamples()).isEqualTo(499);
		assertThat(report.duplicates()).hasSize(MergeReport.MAX_DUPLICATES);
	}

	@Test
	void findsDuplicatesInLargeFamiliesAndForgetsThemInTheNextFamily() throws IOException {
		String large = IntStream.range(0, 5_000)
			.mapToObj((i) -> "a{x=\"" + i + "\"} 1\n")
			.collect(Collectors.joining());
		MergeReport report = merged(large + "b{x=\"1\"} 1\n", large + "b{x=\"2\"} 1\n" + large.replace("a{", "c{"));
		assertThat(report.samples()).isEqualTo(10_002);
		assertThat(report.droppedSamples()).isEqualTo(5_000);
	}

	@Test
	void commentsAndEmptyLinesAndHeadersWithoutSamplesAreLeftOut() throws IOException {
		assertThat(write(merge("# A comment\n\n  a{x=\"1\"} 1\n# Another\n\ta{x=\"2\"} 2\n# TYPE b gauge\n# EOF\n")))
			.isEqualTo("a{x=\"1\"} 1\na{x=\"2\"} 2\n");
	}

	@Test
	void whatIsMergedCanBeMergedAgain() throws IOException {
		String once = write(merge("#HELP  a  The \\\\ a.\n#TYPE a gauge\n a{x=\"1\",} 1\n", "a{x=\"\u00e9\"} 2 5\n"));
		assertThat(once).isEqualTo("# HELP a The \\\\ a.\n# TYPE a gauge\na{x=\"1\",} 1\na{x=\"\u00e9\"} 2 5\n");
		assertThat(write(merge(once))).isEqualTo(once);
	}

	@Test
	void isWrittenInPieces() throws IOException {
		String[] apps = IntStream.range(0, 100)
			.mapToObj((app) -> "# TYPE a gauge\na{app=\"" + app + "\"} 1\n")
			.toArray(String[]::new);
		String whole = write(merge(apps));
		MergedExposition merged = merge(apps);
		List<String> pieces = new ArrayList<>();
		boolean more = true;
		while (more) {
			ByteArrayOutputStream piece = new ByteArrayOutputStream();
			more = merged.writeNext(piece, 100);
			pieces.add(piece.toString(StandardCharsets.UTF_8));
		}
		assertThat(pieces).hasSizeGreaterThan(10).allSatisfy((piece) -> assertThat(piece).hasSizeLessThan(120));
		assertThat(String.join("", pieces)).isEqualTo(whole);
	}

	@RepeatedTest(20)
	void whateverAppsSayTheMergeKeepsTheRules(RepetitionInfo repetition) throws IOException {
		Random random = new Random(repetition.getCurrentRepetition());
		List<String> lines = """
				# HELP a x
				# HELP b \\y
				# HELP a_count q
				# TYPE a gauge
				# TYPE a counter
				# TYPE a summary
				# TYPE a histogram
				# TYPE a_count gauge
				# TYPE a_sum counter
				# TYPE a_created gauge
				# TYPE b gauge
				a 1
				a{x="1",y="2"} 1
				a{y="2",x="1"} 1
				a{quantile="0.5"} 1
				a{x=""} 1
				a_count 1
				a_sum{x="1"} 1
				a_bucket{le="+Inf"} 1
				a_created 1
				b 1
				b{x="1",} NaN 5
				# comment
				""".lines().toList();
		int merges = 0;
		for (int i = 0; i < 500; i++) {
			List<Source> sources = new ArrayList<>();
			for (int app = 0; app < 4; app++) {
				String text = random.ints(1 + random.nextInt(5), 0, lines.size())
					.mapToObj((line) -> lines.get(line) + "\n")
					.collect(Collectors.joining());
				try {
					sources.add(new Source("app " + app, Exposition.parse(text.getBytes(StandardCharsets.UTF_8),
							ExpositionFormat.TEXT_0_0_4, ExpositionLimits.DEFAULTS)));
				}
				catch (MalformedExpositionException ex) {
					// Lines in random order often do not stand together.
				}
			}
			String once = write(new MergedExposition(sources, ExpositionFormat.TEXT_0_0_4));
			MergedExposition twice = merge(once);
			assertThat(write(twice)).isEqualTo(once);
			assertThat(twice.report().rejectedFamilies()).isEmpty();
			assertThat(twice.report().droppedSamples()).isZero();
			merges += (sources.size() > 1) ? 1 : 0;
		}
		assertThat(merges).isGreaterThan(100);
	}

	private static MergeReport merged(String... texts) throws IOException {
		MergedExposition merged = merge(texts);
		// What is merged keeps the rules of the format, whatever went in.
		Exposition.parse(write(merged).getBytes(StandardCharsets.UTF_8), ExpositionFormat.TEXT_0_0_4,
				ExpositionLimits.DEFAULTS);
		return merged.report();
	}

	private static MergedExposition merge(String... texts) {
		List<Source> sources = new ArrayList<>();
		for (String text : texts) {
			sources.add(new Source("app " + (sources.size() + 1), Exposition
				.parse(text.getBytes(StandardCharsets.UTF_8), ExpositionFormat.TEXT_0_0_4, ExpositionLimits.DEFAULTS)));
		}
		return new MergedExposition(sources, ExpositionFormat.TEXT_0_0_4);
	}

	private static String write(MergedExposition merged) throws IOException {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		assertThat(merged.writeNext(out, Integer.MAX_VALUE)).isFalse();
		return out.toString(StandardCharsets.UTF_8);
	}

}
