package io.dataflowmonitoring.wire;

import java.util.Objects;

import io.rsocket.RSocketErrorException;
import io.rsocket.exceptions.CustomRSocketException;
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

	/**
	 * The code of an error frame that says that an app's metrics are larger than the
	 * proxy allows. The first one that RSocket leaves to applications.
	 */
	private static final int OVERSIZED_ERROR = ErrorFrameCodec.MIN_USER_ALLOWED_ERROR_CODE;

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
	 * Says this in an error frame, as an answer to a request.
	 */
	Throwable toErrorFrame() {
		return (this.reason == WireFailure.OVERSIZED)
				? new CustomRSocketException(OVERSIZED_ERROR, Objects.requireNonNullElse(getMessage(), "")) : this;
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
			WireFailure reason = (error.errorCode() == OVERSIZED_ERROR) ? WireFailure.OVERSIZED : answered;
			return new WireException(reason, withWords(what, failure), failure);
		}
		if (failure instanceof IllegalStateException) {
			// What RSocket throws when the fragments of an answer add up to too much.
			return new WireException(WireFailure.OVERSIZED, withWords("The answer is refused", failure), failure);
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
