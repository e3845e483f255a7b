package io.dataflowmonitoring.systemtests.support;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The samples of a text in the Prometheus text format 0.0.4. It reads what is well
 * formed; {@code promtool} judges whether it is.
 */
public final class Exposition {

	private static final Pattern SAMPLE = Pattern.compile("([\\w:]+)(?:\\{(.*)})? (\\S+)");

	private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

	private final String text;

	private final List<Sample> samples;

	/**
	 * Reads an exposition.
	 * @param text the text
	 * @throws IllegalArgumentException if a line is neither a sample nor a comment
	 */
	public Exposition(String text) {
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

	/**
	 * Returns the whole text.
	 * @return the text
	 */
	public String text() {
		return this.text;
	}

	/**
	 * Returns all samples.
	 * @return the samples, in their order
	 */
	public List<Sample> samples() {
		return this.samples;
	}

	/**
	 * Returns the samples with a name and labels.
	 * @param name the name
	 * @param labels names and values in turn
	 * @return the samples, in their order
	 */
	public List<Sample> samples(String name, String... labels) {
		return this.samples.stream().filter((sample) -> sample.name().equals(name) && sample.has(labels)).toList();
	}

	/**
	 * Returns whether any sample has these labels.
	 * @param labels names and values in turn
	 * @return whether there is one
	 */
	public boolean mentions(String... labels) {
		return this.samples.stream().anyMatch((sample) -> sample.has(labels));
	}

}
