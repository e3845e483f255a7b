package io.dataflowmonitoring.systemtests.support;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * One value, of an exposition or of an answer of Prometheus.
 *
 * @param name the metric's name, empty if Prometheus has calculated the value
 * @param labels the labels without the name
 * @param value the value
 */
public record Sample(String name, Map<String, String> labels, double value) {

	/**
	 * Returns whether the sample has these labels.
	 * @param labels names and values in turn
	 * @return whether it has all of them
	 */
	public boolean has(String... labels) {
		for (int i = 0; i < labels.length; i += 2) {
			if (!labels[i + 1].equals(this.labels.get(labels[i]))) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Returns the value of a label.
	 * @param name the label
	 * @return its value; null if the sample does not have it
	 */
	public @Nullable String label(String name) {
		return this.labels.get(name);
	}

}
