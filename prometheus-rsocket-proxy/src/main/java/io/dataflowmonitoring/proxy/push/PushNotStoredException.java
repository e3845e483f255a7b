package io.dataflowmonitoring.proxy.push;

import org.jspecify.annotations.Nullable;

/**
 * A final push is in order, but the proxy cannot keep it. The app is told the message.
 */
public final class PushNotStoredException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	PushNotStoredException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
