package io.dataflowmonitoring.wire;

/**
 * Why an app was not let in, as one of a few values, so that it can be a metric's label.
 */
public enum AdmissionFailure {

	/**
	 * Nothing came within the time that a peer has to introduce itself.
	 */
	NO_SETUP("no_setup"),

	/**
	 * SETUP is not what the wire prescribes.
	 */
	MALFORMED_SETUP("malformed_setup"),

	/**
	 * The app speaks only a version that the proxy does not.
	 */
	UNSUPPORTED_VERSION("unsupported_version"),

	/**
	 * The port wants credentials, and the app has shown none.
	 */
	CREDENTIALS_MISSING("credentials_missing"),

	/**
	 * The app has shown credentials that are not valid.
	 */
	CREDENTIALS_WRONG("credentials_wrong"),

	/**
	 * The proxy is about to stop.
	 */
	SHUTTING_DOWN("shutting_down"),

	/**
	 * The proxy itself failed.
	 */
	INTERNAL_ERROR("internal_error");

	private final String label;

	AdmissionFailure(String label) {
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
