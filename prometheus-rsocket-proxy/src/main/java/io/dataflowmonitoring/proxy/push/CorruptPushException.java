package io.dataflowmonitoring.proxy.push;

/**
 * A file does not hold a final push, or not all of it.
 */
final class CorruptPushException extends Exception {

	private static final long serialVersionUID = 1L;

	CorruptPushException(String message) {
		super(message);
	}

}
