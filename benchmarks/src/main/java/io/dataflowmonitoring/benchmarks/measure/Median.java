package io.dataflowmonitoring.benchmarks.measure;

import java.util.Collection;

/**
 * The value in the middle, which a disturbance of some of the values does not change.
 */
public final class Median {

	private Median() {
	}

	/**
	 * Returns the median.
	 * @param values the values, in any order
	 * @return the one in the middle, or the mean of the two there
	 * @throws IllegalArgumentException if there are none
	 */
	public static double of(Collection<Double> values) {
		if (values.isEmpty()) {
			throw new IllegalArgumentException("There is no median of no values");
		}
		double[] sorted = values.stream().mapToDouble((value) -> value).sorted().toArray();
		int middle = sorted.length / 2;
		return (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
	}

}
