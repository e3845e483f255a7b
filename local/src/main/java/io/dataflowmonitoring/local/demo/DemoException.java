package io.dataflowmonitoring.local.demo;

/**
 * The demo cannot run, for a reason that the user can remedy. The message is for the
 * user.
 */
final class DemoException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	DemoException(String message) {
		super(message);
	}

}
