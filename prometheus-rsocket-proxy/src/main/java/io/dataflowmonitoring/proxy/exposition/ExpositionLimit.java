package io.dataflowmonitoring.proxy.exposition;

/**
 * What is limited in an app's exposition.
 */
public enum ExpositionLimit {

	/** How many samples it has. */
	SAMPLES("samples", "too_many_samples"),

	/** How many labels a sample has. */
	LABELS("labels", "too_many_labels"),

	/** How long a label's name is, in bytes. */
	LABEL_NAME_LENGTH("label_name_length", "label_name_too_long"),

	/** How long a label's value is, in bytes as it stands in the exposition. */
	LABEL_VALUE_LENGTH("label_value_length", "label_value_too_long");

	private final String label;

	private final String reason;

	ExpositionLimit(String label, String reason) {
		this.label = label;
		this.reason = reason;
	}

	/**
	 * Returns what to call this limit in a metric's label.
	 * @return the value of the label
	 */
	public String label() {
		return this.label;
	}

	/**
	 * Returns what to call an exposition's being above this limit in a metric's label.
	 * @return the value of the label
	 */
	public String reason() {
		return this.reason;
	}

}
