package io.dataflowmonitoring.wire;

/**
 * What the two ends of a connection speak.
 */
public enum Protocol {

	/**
	 * What published clients and proxies (1.x) speak: text format only, an envelope of
	 * its own for each exposition, no fragments.
	 */
	PUBLISHED("1"),

	/**
	 * What both ends have agreed upon in SETUP and the first frame; see
	 * {@code docs/protocol.md}.
	 */
	NEGOTIATED("2");

	private final String label;

	Protocol(String label) {
		this.label = label;
	}

	/**
	 * Returns the value for a metric's label.
	 * @return the label value, a number
	 */
	public String label() {
		return this.label;
	}

}
