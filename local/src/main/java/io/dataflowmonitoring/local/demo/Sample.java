package io.dataflowmonitoring.local.demo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * One line of an exposition in the Prometheus text format 0.0.4.
 *
 * @param name the metric's name
 * @param labels label values by label name
 * @param value the value
 */
record Sample(String name, Map<String, String> labels, double value) {

	/**
	 * Reads all samples of an exposition; HELP and TYPE lines are left out.
	 * @param exposition the text
	 * @return its samples, in their order
	 * @throws IllegalArgumentException if a line is not a sample
	 */
	static List<Sample> readAll(String exposition) {
		return readAll(exposition, (name) -> true);
	}

	/**
	 * Reads some samples of an exposition.
	 * @param exposition the text
	 * @param wanted whether samples with a name are to be read; lines of others are not
	 * looked at
	 * @return the samples wanted, in their order
	 * @throws IllegalArgumentException if one of their lines is not a sample
	 */
	static List<Sample> readAll(String exposition, Predicate<String> wanted) {
		List<Sample> samples = new ArrayList<>();
		lines(exposition).filter((line) -> wanted.test(line.split("[{ ]", 2)[0])).forEach((line) -> {
			try {
				samples.add(read(line));
			}
			catch (IndexOutOfBoundsException | NumberFormatException ex) {
				throw new IllegalArgumentException("Not a sample of the text format 0.0.4: " + line, ex);
			}
		});
		return samples;
	}

	/**
	 * Counts the samples of an exposition.
	 * @param exposition the text
	 * @return how many it has
	 */
	static int count(String exposition) {
		return (int) lines(exposition).count();
	}

	private static Stream<String> lines(String exposition) {
		return exposition.lines().filter((line) -> !line.isBlank() && !line.startsWith("#"));
	}

	/**
	 * Tells whether this sample has certain labels, among others.
	 * @param wanted label values by label name
	 * @return {@code true} if it has them all
	 */
	boolean hasLabels(Map<String, String> wanted) {
		return this.labels.entrySet().containsAll(wanted.entrySet());
	}

	private static Sample read(String line) {
		Map<String, String> labels = new LinkedHashMap<>();
		int brace = line.indexOf('{');
		int nameEnd = (brace >= 0) ? brace : line.indexOf(' ');
		int at = nameEnd;
		if (brace >= 0) {
			at++;
			while (line.charAt(at) != '}') {
				int equals = line.indexOf('=', at);
				String label = line.substring(at, equals);
				StringBuilder value = new StringBuilder();
				at = readQuoted(line, equals + 2, value);
				labels.put(label, value.toString());
				if (line.charAt(at) == ',') {
					at++;
				}
			}
			at++;
		}
		// A timestamp may follow the value.
		String value = line.substring(at).strip().split(" ", 2)[0];
		return new Sample(line.substring(0, nameEnd), labels, toDouble(value));
	}

	/** Returns the position after the closing quote. */
	private static int readQuoted(String line, int start, StringBuilder value) {
		int at = start;
		while (line.charAt(at) != '"') {
			if (line.charAt(at) == '\\') {
				at++;
				value.append((line.charAt(at) == 'n') ? '\n' : line.charAt(at));
			}
			else {
				value.append(line.charAt(at));
			}
			at++;
		}
		return at + 1;
	}

	private static double toDouble(String value) {
		return switch (value) {
			case "+Inf" -> Double.POSITIVE_INFINITY;
			case "-Inf" -> Double.NEGATIVE_INFINITY;
			default -> Double.parseDouble(value);
		};
	}

}
