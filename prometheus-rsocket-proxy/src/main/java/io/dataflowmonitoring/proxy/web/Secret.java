package io.dataflowmonitoring.proxy.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A secret that takes as long to compare whatever it is compared with.
 */
final class Secret {

	private final byte[] value;

	Secret(String value) {
		this.value = value.getBytes(StandardCharsets.UTF_8);
	}

	boolean matches(String guess) {
		return MessageDigest.isEqual(guess.getBytes(StandardCharsets.UTF_8), this.value);
	}

	@Override
	public String toString() {
		return "(a secret)";
	}

}
