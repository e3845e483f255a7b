package io.dataflowmonitoring.wire;

/**
 * An app is not let in. The app is told the message, so it says what to do and nothing
 * that is a secret; {@link #reason()} is for metrics.
 */
public final class AdmissionException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final AdmissionFailure reason;

	/**
	 * Creates an exception without a stack trace, since a flood of them is to be cheap.
	 * @param reason what kind of failure this is
	 * @param message what the app is told
	 */
	public AdmissionException(AdmissionFailure reason, String message) {
		super(message, null, false, false);
		this.reason = reason;
	}

	/**
	 * Returns what kind of failure this is.
	 * @return the kind
	 */
	public AdmissionFailure reason() {
		return this.reason;
	}

}
