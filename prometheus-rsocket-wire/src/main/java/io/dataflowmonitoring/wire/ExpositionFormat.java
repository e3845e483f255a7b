package io.dataflowmonitoring.wire;

/**
 * The formats in which expositions travel.
 */
public enum ExpositionFormat {

	/**
	 * The Prometheus text format 0.0.4, the only one that published peers speak.
	 */
	TEXT_0_0_4(1, "text/plain; version=0.0.4; charset=utf-8"),

	/**
	 * OpenMetrics 1.0 as text, the one with exemplars and units.
	 */
	OPENMETRICS_1_0_0(2, "application/openmetrics-text; version=1.0.0; charset=utf-8"),

	/**
	 * The Prometheus protocol buffers, each message after its length.
	 */
	PROTOBUF(3, "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited");

	private final int code;

	private final String contentType;

	ExpositionFormat(int code, String contentType) {
		this.code = code;
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

	/**
	 * Returns the number that stands for this format on the wire.
	 */
	int code() {
		return this.code;
	}

}
