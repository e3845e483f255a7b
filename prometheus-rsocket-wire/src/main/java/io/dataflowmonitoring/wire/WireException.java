package io.dataflowmonitoring.wire;

import io.rsocket.RSocketErrorException;
import io.rsocket.frame.ErrorFrameCodec;
import org.jspecify.annotations.Nullable;

/**
 * Something on the wire failed. The message is for people and says what to do where that
 * is known; {@link #reason()} is for metrics.
 */
public final class WireException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * In characters.
	 */
	private static final int MAX_WORDS = 300;

	private final WireFailure reason;

	WireException(WireFailure reason, String message) {
		this(reason, message, null);
	}

	WireException(WireFailure reason, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.reason = reason;
	}

	/**
	 * Returns what kind of failure this is.
	 * @return the kind
	 */
	public WireFailure reason() {
		return this.reason;
	}

	/**
	 * Tells apart whether a peer answered with an error or went away.
	 * @param answered the reason if it answered
	 * @param what what it means then, without a full stop
	 * @param failure what RSocket reports
	 * @return the failure in our terms
	 */
	static WireException ofPeer(WireFailure answered, String what, Throwable failure) {
		if (failure instanceof RSocketErrorException error && error.errorCode() >= ErrorFrameCodec.APPLICATION_ERROR) {
			return new WireException(answered, withWords(what, failure), failure);
		}
		return new WireException(WireFailure.CLOSED, withWords("The connection was closed", failure), failure);
	}

	/**
	 * Adds a peer's words, as one line of bounded length, fit for a log.
	 */
	private static String withWords(String what, Throwable failure) {
		String message = failure.getMessage();
		String words = (message != null) ? message.replaceAll("\\p{Cntrl}+", " ").strip() : "";
		if (words.isEmpty()) {
			return what;
		}
		return what + ": " + ((words.length() <= MAX_WORDS) ? words : words.substring(0, MAX_WORDS) + "…");
	}

}
