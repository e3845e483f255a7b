package io.dataflowmonitoring.systemtests;

import java.util.Map;

/**
 * One value, of an exposition or of an answer of Prometheus.
 *
 * @param name the metric's name, empty if Prometheus has calculated the value
 * @param labels the labels without the name
 * @param value the value
 */
record Sample(String name, Map<String, String> labels, double value) {

	boolean has(String... labels) {
		for (int i = 0; i < labels.length; i += 2) {
			if (!labels[i + 1].equals(this.labels.get(labels[i]))) {
				return false;
			}
		}
		return true;
	}

	String label(String name) {
		return this.labels.get(name);
	}

}
