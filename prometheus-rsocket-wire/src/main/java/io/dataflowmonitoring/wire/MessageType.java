package io.dataflowmonitoring.wire;

import org.jspecify.annotations.Nullable;

/**
 * What a message of the negotiated protocol is for.
 */
enum MessageType {

	/**
	 * App to proxy, fire-and-forget: the session key, enciphered for the proxy's RSA key.
	 */
	SESSION(1),

	/**
	 * Proxy to app, request-response: asks for metrics.
	 */
	PULL(2),

	/**
	 * App to proxy, the response to {@link #PULL}.
	 */
	ANSWER(3),

	/**
	 * App to proxy, request-response: last metrics.
	 */
	PUSH(4),

	/**
	 * Proxy to app, the response to {@link #PUSH}: the push is safe.
	 */
	ACKNOWLEDGEMENT(5),

	/**
	 * Proxy to app, fire-and-forget: connect elsewhere.
	 */
	GO_AWAY(6);

	private final int code;

	MessageType(int code) {
		this.code = code;
	}

	int code() {
		return this.code;
	}

	static @Nullable MessageType ofCode(int code) {
		for (MessageType type : values()) {
			if (type.code == code) {
				return type;
			}
		}
		return null;
	}

}
