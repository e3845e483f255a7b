package io.dataflowmonitoring.proxy.exposition;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.dataflowmonitoring.wire.ExpositionFormat;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An exposition as a second reader understands it that has nothing in common with the one
 * that is tested, is slow, and knows the rules for what may be written only.
 *
 * @param families all families by the names in their headers
 */
record CheckedExposition(Map<String, CheckedFamily> families) {

	private static final Map<String, List<String>> OPENMETRICS_SUFFIXES = Map.of("counter",
			List.of("_total", "_created"), "summary", List.of("", "_count", "_sum", "_created"), "histogram",
			List.of("_count", "_sum", "_bucket", "_created"), "gaugehistogram", List.of("_gcount", "_gsum", "_bucket"),
			"info", List.of("_info"), "gauge", List.of(""), "stateset", List.of(""), "unknown", List.of(""));

	private static final Map<String, List<String>> TEXT_SUFFIXES = Map.of("counter", List.of(""), "gauge", List.of(""),
			"untyped", List.of(""), "summary", List.of("", "_count", "_sum", "_created"), "histogram",
			List.of("", "_count", "_sum", "_bucket", "_created"));

	private static final String LABELS = "\\{((?:[a-zA-Z_]\\w*=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\",?)*)\\}";

	private static final String NUMBER = "[+-]?(?:\\d+\\.?\\d*(?:[eE][+-]?\\d+)?|\\.\\d+(?:[eE][+-]?\\d+)?|(?i:inf|infinity|nan))";

	private static final Pattern LABEL = Pattern
		.compile("\\G[ \\t]*([a-zA-Z_]\\w*)[ \\t]*=[ \\t]*\"((?:[^\"\\\\\\n]|\\\\[\\\\\"n])*)\"[ \\t]*,?");

	private static final Pattern OPENMETRICS_SAMPLE = Pattern
		.compile("([a-zA-Z_:][\\w:]*)(?:" + LABELS + ")? (" + NUMBER + ")(?: (\\d*\\.?\\d*(?:[eE][+-]?\\d+)?))?( # "
				+ LABELS.replace("((", "(?:(").replace(")*)\\", ")*)\\") + " " + NUMBER + "(?: [\\d.eE+-]+)?)?");

	private static final Pattern TEXT_SAMPLE = Pattern.compile("[ \\t]*([a-zA-Z_:][\\w:]*)[ \\t]*(?:"
			+ LABELS.replace(",?", "[ \\t]*,?[ \\t]*").replace("=", "[ \\t]*=[ \\t]*").replace("\\{(", "\\{[ \\t]*(")
			+ ")?[ \\t]*(" + NUMBER + ")(?:[ \\t]+(\\d+))?()");

	private static final Pattern HEADER = Pattern.compile("# (TYPE|UNIT|HELP) ([a-zA-Z_:][\\w:]*) ([^\\n]*)");

	/**
	 * Reads an exposition.
	 * @throws AssertionError if it breaks a rule
	 */
	static CheckedExposition read(String text, ExpositionFormat format) {
		boolean openMetrics = format == ExpositionFormat.OPENMETRICS_1_0_0;
		List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
		assertThat(lines.remove(lines.size() - 1)).as("what follows the last line feed").isEmpty();
		if (openMetrics) {
			assertThat(lines.remove(lines.size() - 1)).isEqualTo("# EOF");
		}
		Reader reader = new Reader(openMetrics);
		lines.forEach(reader::line);
		reader.checkNames();
		return new CheckedExposition(reader.families);
	}

	/**
	 * Returns all samples by what their series are.
	 */
	Map<String, CheckedSample> samples() {
		Map<String, CheckedSample> samples = new TreeMap<>();
		this.families.values().forEach((family) -> samples.putAll(family.samples()));
		return samples;
	}

	/**
	 * A family.
	 *
	 * @param headers what the header lines say, by their keywords
	 * @param samples the samples by their series
	 */
	record CheckedFamily(Map<String, String> headers, Map<String, CheckedSample> samples) {

		@Nullable String type() {
			return this.headers.get("TYPE");
		}

	}

	/**
	 * A sample.
	 *
	 * @param value its value, as it stands there
	 * @param milliseconds its timestamp; null if it has none
	 * @param exemplar its exemplar, as it stands there; empty if it has none
	 */
	record CheckedSample(String value, @Nullable Long milliseconds, String exemplar) {

		CheckedSample withoutExemplar() {
			return new CheckedSample(this.value, this.milliseconds, "");
		}

	}

	private static final class Reader {

		private final boolean openMetrics;

		private final Map<String, CheckedFamily> families = new LinkedHashMap<>();

		private String current = "";

		Reader(boolean openMetrics) {
			this.openMetrics = openMetrics;
		}

		void line(String line) {
			if (line.startsWith("#")) {
				header(line);
			}
			else {
				sample(line);
			}
		}

		private void header(String line) {
			Matcher header = HEADER.matcher(line);
			assertThat(header.matches()).as(line).isTrue();
			CheckedFamily family = family(header.group(2));
			assertThat(family.samples()).as(line).isEmpty();
			assertThat(family.headers().put(header.group(1), header.group(3))).as(line).isNull();
			switch (header.group(1)) {
				case "TYPE" -> assertThat(suffixes()).as(line).containsKey(header.group(3));
				case "UNIT" -> {
					assertThat(this.openMetrics).as(line).isTrue();
					assertThat(header.group(2)).endsWith("_" + header.group(3));
				}
				default -> assertThat(header.group(3))
					.matches(this.openMetrics ? "([^\"\\\\]|\\\\[\\\\\"n])*" : "([^\\\\]|\\\\[\\\\n])*");
			}
		}

		private void sample(String line) {
			Matcher sample = (this.openMetrics ? OPENMETRICS_SAMPLE : TEXT_SAMPLE).matcher(line);
			assertThat(sample.matches()).as(line).isTrue();
			String name = sample.group(1);
			CheckedFamily family = isOfCurrentFamily(name) ? family(this.current) : family(name);
			String exemplar = sample.group(5);
			assertThat(exemplar == null || exemplar.isEmpty() || hasExemplars(name, family.type())).as(line).isTrue();
			CheckedSample checked = new CheckedSample(sample.group(3), milliseconds(sample.group(4)),
					(exemplar != null) ? exemplar : "");
			assertThat(family.samples().put(name + labels(sample.group(2)), checked)).as(line).isNull();
		}

		private static boolean hasExemplars(String name, @Nullable String type) {
			return ("counter".equals(type) && name.endsWith("_total"))
					|| (type != null && type.endsWith("histogram") && name.endsWith("_bucket"));
		}

		private boolean isOfCurrentFamily(String name) {
			CheckedFamily family = this.families.get(this.current);
			String type = (family != null) ? family.type() : null;
			return suffixes().getOrDefault((type != null) ? type : "gauge", List.of())
				.stream()
				.anyMatch((suffix) -> name.equals(this.current + suffix));
		}

		private CheckedFamily family(String name) {
			if (!name.equals(this.current)) {
				assertThat(this.families).as("families are not interleaved").doesNotContainKey(name);
				this.current = name;
			}
			return this.families.computeIfAbsent(name,
					(key) -> new CheckedFamily(new TreeMap<>(), new LinkedHashMap<>()));
		}

		private Map<String, String> labels(@Nullable String text) {
			Map<String, String> labels = new TreeMap<>();
			Matcher label = LABEL.matcher((text != null) ? text : "");
			while (label.find()) {
				if (!label.group(2).isEmpty()) {
					assertThat(labels.put(label.group(1), label.group(2))).isNull();
				}
			}
			return labels;
		}

		private @Nullable Long milliseconds(@Nullable String timestamp) {
			if (timestamp == null) {
				return null;
			}
			return this.openMetrics ? (Long) new BigDecimal(timestamp).movePointRight(3).longValue()
					: Long.valueOf(timestamp);
		}

		/**
		 * A name that one family reserves must be no other one's.
		 */
		void checkNames() {
			Set<String> names = new HashSet<>();
			this.families.forEach((name, family) -> {
				String type = family.type();
				Set<String> reserved = new HashSet<>();
				reserved.add(name);
				suffixes().getOrDefault((type != null) ? type : "gauge", List.of())
					.stream()
					// In text, this belongs to a family only where it stands among its
					// samples.
					.filter((suffix) -> this.openMetrics || !suffix.equals("_created"))
					.forEach((suffix) -> reserved.add(name + suffix));
				reserved.forEach((each) -> assertThat(names.add(each)).as("%s is another family's", each).isTrue());
			});
		}

		private Map<String, List<String>> suffixes() {
			return this.openMetrics ? OPENMETRICS_SUFFIXES : TEXT_SUFFIXES;
		}

	}

}
