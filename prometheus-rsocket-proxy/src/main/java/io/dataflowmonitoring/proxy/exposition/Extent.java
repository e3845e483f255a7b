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

	int get(ExpositionLimit limit) {
		return switch (limit) {
			case SAMPLES -> this.samples;
			case LABELS -> this.labels;
			case LABEL_NAME_LENGTH -> this.labelNameLength;
			case LABEL_VALUE_LENGTH -> this.labelValueLength;
		};
	}

}
