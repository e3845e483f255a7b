package io.dataflowmonitoring.proxy.exposition;

/**
 * How large one app's exposition may be. Whoever reads it has limited its bytes already.
 *
 * @param maxSamples how many samples it may have
 * @param maxLabels how many labels a sample or an exemplar may have, from 1 to
 * {@value #MOST_LABELS}
 * @param maxLabelNameLength how long the name of a label may be, in bytes
 * @param maxLabelValueLength how long the value of a label may be, in bytes as it stands
 * in the exposition
 */
public record ExpositionLimits(int maxSamples, int maxLabels, int maxLabelNameLength, int maxLabelValueLength) {

	/**
	 * What {@link #maxLabels()} can be at most: looking for a label that occurs twice
	 * takes time by the square of their number.
	 */
	public static final int MOST_LABELS = 1_000;

	/**
	 * Far above what any app needs.
	 */
	public static final ExpositionLimits DEFAULTS = new ExpositionLimits(200_000, 64, 256, 4_096);

	/**
	 * No limits but those that cannot be helped: for what the proxy itself has written.
	 */
	public static final ExpositionLimits NONE = new ExpositionLimits(Integer.MAX_VALUE, MOST_LABELS, Integer.MAX_VALUE,
			Integer.MAX_VALUE);

	public ExpositionLimits {
		if (maxSamples < 1 || maxLabels < 1 || maxLabelNameLength < 1 || maxLabelValueLength < 1) {
			throw new IllegalArgumentException("A limit must be at least 1");
		}
		if (maxLabels > MOST_LABELS) {
			throw new IllegalArgumentException("maxLabels must be at most " + MOST_LABELS);
		}
	}

	/**
	 * Returns a limit.
	 * @param limit which one
	 * @return its value
	 */
	public int get(ExpositionLimit limit) {
		return switch (limit) {
			case SAMPLES -> this.maxSamples;
			case LABELS -> this.maxLabels;
			case LABEL_NAME_LENGTH -> this.maxLabelNameLength;
			case LABEL_VALUE_LENGTH -> this.maxLabelValueLength;
		};
	}

}
