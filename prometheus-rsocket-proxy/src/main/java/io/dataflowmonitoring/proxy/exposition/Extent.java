package io.dataflowmonitoring.proxy.exposition;

/**
 * How large an exposition is, in what is limited.
 *
 * @param samples how many samples it has
 * @param labels how many labels the sample or exemplar with the most of them has
 * @param labelNameLength how long the longest name of a label is, in bytes
 * @param labelValueLength how long the longest value of a label is, in bytes as it stands
 * in the exposition
 */
record Extent(int samples, int labels, int labelNameLength, int labelValueLength) {

	static final Extent NONE = new Extent(0, 0, 0, 0);

	Extent max(Extent other) {
		return new Extent(Math.max(this.samples, other.samples), Math.max(this.labels, other.labels),
				Math.max(this.labelNameLength, other.labelNameLength),
				Math.max(this.labelValueLength, other.labelValueLength));
	}

	int get(ExpositionLimit limit) {
		return switch (limit) {
			case SAMPLES -> this.samples;
			case LABELS -> this.labels;
			case LABEL_NAME_LENGTH -> this.labelNameLength;
			case LABEL_VALUE_LENGTH -> this.labelValueLength;
		};
	}

}
