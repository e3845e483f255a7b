package io.dataflowmonitoring.client;

import java.time.Duration;

/**
 * What became of a final push.
 *
 * @param outcome how it ended
 * @param reason one sentence for people
 * @param bytes the size of the exposition in bytes before compression; 0 if it could not
 * be taken
 * @param took how long the caller was kept waiting
 */
public record PushResult(Outcome outcome, String reason, int bytes, Duration took) {

	/**
	 * Returns whether the proxy has the metrics.
	 * @return true if the proxy has acknowledged them; if not, they are lost
	 */
	public boolean acknowledged() {
		return this.outcome == Outcome.ACKNOWLEDGED;
	}

	/**
	 * How a push can end.
	 */
	public enum Outcome {

		/**
		 * The proxy has acknowledged the metrics.
		 */
		ACKNOWLEDGED,

		/**
		 * There was an answer, and it is no: the metrics could not be taken, or the proxy
		 * refused them, or the client had been closed before.
		 */
		FAILED,

		/**
		 * The push timeout ran out first: the proxy could not be reached or did not
		 * answer.
		 */
		TIMED_OUT

	}

}
