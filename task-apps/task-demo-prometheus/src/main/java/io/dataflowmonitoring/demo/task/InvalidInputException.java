package io.dataflowmonitoring.demo.task;

/**
 * The input is missing or broken. The message names the file, and the line if it is about
 * one.
 */
class InvalidInputException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	InvalidInputException(String message) {
		super(message);
	}

}
