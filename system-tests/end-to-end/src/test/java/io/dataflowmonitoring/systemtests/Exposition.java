package io.dataflowmonitoring.systemtests;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The samples of a text in the Prometheus text format 0.0.4. It reads what is well
 * formed; {@code promtool} judges whether it is.
 */
final class Exposition {

	private static final Pattern SAMPLE = Pattern.compile("([\\w:]+)(?:\\{(.*)})? (\\S+)");

	private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

	private final String text;

	private final List<Sample> samples;

	Exposition(String text) {
		this.text = text;
		this.samples = text.lines()
			.filter((line) -> !line.isEmpty() && !line.startsWith("#"))
			.map(Exposition::read)
			.toList();
	}

	private static Sample read(String line) {
		Matcher sample = SAMPLE.matcher(line);
		if (!sample.matches()) {
			throw new IllegalArgumentException("Not a sample: " + line);
		}
		Map<String, String> labels = new LinkedHashMap<>();
		if (sample.group(2) != null) {
			LABEL.matcher(sample.group(2)).results().forEach((label) -> labels.put(label.group(1), label.group(2)));
		}
		String value = sample.group(3).replace("Inf", "Infinity");
		return new Sample(sample.group(1), labels, Double.parseDouble(value));
	}

	String text() {
		return this.text;
	}

	List<Sample> samples() {
		return this.samples;
	}

	/** The samples with this name and these labels, given as names and values in turn. */
	List<Sample> samples(String name, String... labels) {
		return this.samples.stream().filter((sample) -> sample.name().equals(name) && sample.has(labels)).toList();
	}

	/** Whether any sample has these labels, given as names and values in turn. */
	boolean mentions(String... labels) {
		return this.samples.stream().anyMatch((sample) -> sample.has(labels));
	}

}
