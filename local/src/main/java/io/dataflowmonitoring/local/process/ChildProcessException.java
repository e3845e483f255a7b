package io.dataflowmonitoring.local.process;

/**
 * A child process did not start, did not become ready, or ended unasked. The message is
 * for the user: it names the process and the file of its log.
 */
public final class ChildProcessException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	ChildProcessException(String message) {
		super(message);
	}

	ChildProcessException(String message, Throwable cause) {
		super(message, cause);
	}

}
