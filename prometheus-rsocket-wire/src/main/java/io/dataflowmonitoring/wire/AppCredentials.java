package io.dataflowmonitoring.wire;

import java.nio.charset.StandardCharsets;

/**
 * What an app shows to be let in, as it goes into SETUP. Without TLS everybody on the way
 * can read it.
 */
public sealed interface AppCredentials {

	/**
	 * A bearer token.
	 *
	 * @param token the token, not empty
	 */
	record Bearer(String token) implements AppCredentials {

		/**
		 * Creates credentials.
		 * @throws IllegalArgumentException if the token is empty or longer than the wire
		 * allows
		 */
		public Bearer {
			check("token", token);
		}

		/**
		 * Keeps the token out of logs.
		 */
		@Override
		public String toString() {
			return "bearer token";
		}

	}

	/**
	 * A user and a password.
	 *
	 * @param user the user's name, not empty
	 * @param password the password, not empty
	 */
	record Simple(String user, String password) implements AppCredentials {

		/**
		 * Creates credentials.
		 * @throws IllegalArgumentException if one is empty or longer than the wire allows
		 */
		public Simple {
			check("user", user);
			check("password", password);
		}

		/**
		 * Keeps the password out of logs.
		 */
		@Override
		public String toString() {
			return "user and password";
		}

	}

	/**
	 * The limit of one part, in bytes of UTF-8.
	 */
	int MAX_LENGTH = 4096;

	private static void check(String what, String value) {
		if (value.isEmpty() || value.getBytes(StandardCharsets.UTF_8).length > MAX_LENGTH) {
			throw new IllegalArgumentException("The " + what + " must have from 1 to " + MAX_LENGTH + " bytes");
		}
	}

}
