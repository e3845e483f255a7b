package io.dataflowmonitoring.proxy.exposition;

/**
 * An exposition is larger than it may be. The message names the line and the limit; it
 * quotes nothing of the exposition, so it can be logged.
 */
public final class LimitExceededException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final ExpositionLimit limit;

	LimitExceededException(int line, ExpositionLimit limit, String rule) {
		super("Line " + line + ": " + rule);
		this.limit = limit;
	}

	/**
	 * Returns the limit that the exposition exceeds.
	 * @return the limit
	 */
	public ExpositionLimit limit() {
		return this.limit;
	}

}
