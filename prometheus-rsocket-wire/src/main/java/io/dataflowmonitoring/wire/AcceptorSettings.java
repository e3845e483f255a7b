package io.dataflowmonitoring.wire;

import java.time.Duration;

/**
 * What a proxy allows its apps.
 *
 * @param maxExpositionBytes the limit for one exposition, in bytes after decompression;
 * checked before memory for it is taken
 * @param maxAnswerBytes the limit for one answer or push as it travels, in bytes, all its
 * fragments together
 * @param transportIsSecure whether what the transport carries is enciphered by TLS, so
 * that negotiated apps need not encipher once more
 * @param setupTimeout how long a peer has for its SETUP after the transport is connected
 */
public record AcceptorSettings(int maxExpositionBytes, int maxAnswerBytes, boolean transportIsSecure,
		Duration setupTimeout) {

	/**
	 * Generous, because a thousand apps that connect at once wait for each other.
	 */
	private static final Duration DEFAULT_SETUP_TIMEOUT = Duration.ofSeconds(10);

	/**
	 * Creates settings.
	 * @throws IllegalArgumentException if a limit or the timeout is not positive
	 */
	public AcceptorSettings {
		checkPositive("maxExpositionBytes", maxExpositionBytes);
		checkPositive("maxAnswerBytes", maxAnswerBytes);
		checkPositive("setupTimeout", setupTimeout.toMillis());
	}

	/**
	 * Creates settings with a timeout of 10 seconds for SETUP.
	 * @param maxExpositionBytes the limit for one exposition, after decompression
	 * @param maxAnswerBytes the limit for one answer or push as it travels
	 * @param transportIsSecure whether TLS enciphers what the transport carries
	 */
	public AcceptorSettings(int maxExpositionBytes, int maxAnswerBytes, boolean transportIsSecure) {
		this(maxExpositionBytes, maxAnswerBytes, transportIsSecure, DEFAULT_SETUP_TIMEOUT);
	}

	private static void checkPositive(String name, long value) {
		if (value <= 0) {
			throw new IllegalArgumentException(name + " must be positive, not " + value);
		}
	}

}
