package io.dataflowmonitoring.wire;

/**
 * The formats in which expositions travel.
 */
public enum ExpositionFormat {

	/**
	 * The Prometheus text format 0.0.4, the only one that published peers speak.
	 */
	TEXT_0_0_4("text/plain; version=0.0.4; charset=utf-8");

	private final String contentType;

	ExpositionFormat(String contentType) {
		this.contentType = contentType;
	}

	/**
	 * Returns the value of the {@code Content-Type} header that names this format, in the
	 * exact form that Prometheus 3 accepts.
	 * @return the content type
	 */
	public String contentType() {
		return this.contentType;
	}

}
