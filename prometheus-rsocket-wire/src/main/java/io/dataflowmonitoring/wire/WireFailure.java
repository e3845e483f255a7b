package io.dataflowmonitoring.wire;

/**
 * Why something on the wire failed, as one of a few values, so that it can be a metric's
 * label.
 */
public enum WireFailure {

	/**
	 * The peer sent something that is not what the wire prescribes at that point.
	 */
	MALFORMED("malformed"),

	/**
	 * An envelope or a message cannot be deciphered: it was sealed with another key or
	 * was altered on its way.
	 */
	UNDECRYPTABLE("undecryptable"),

	/**
	 * A message came twice, or not in its order.
	 */
	REPLAYED("replayed"),

	/**
	 * The proxy wants to leave out what the app insists on, such as enciphering where
	 * there is no TLS.
	 */
	DOWNGRADED("downgraded"),

	/**
	 * The peer sends more at a time than the wire allows.
	 */
	FLOODED("flooded"),

	/**
	 * The exposition is larger than the limit.
	 */
	OVERSIZED("oversized"),

	/**
	 * The app answered with an error: it could not write its metrics.
	 */
	APP_ERROR("app_error"),

	/**
	 * The proxy answered with an error: it did not keep the push.
	 */
	PUSH_REFUSED("push_refused"),

	/**
	 * The connection was closed, or broke, before the answer came.
	 */
	CLOSED("closed");

	private final String label;

	WireFailure(String label) {
		this.label = label;
	}

	/**
	 * Returns the value for a metric's label.
	 * @return the label value, in snake case
	 */
	public String label() {
		return this.label;
	}

}
