package io.dataflowmonitoring.fleet;

import java.time.Duration;

/**
 * What is wrong with a simulated app.
 *
 * @param failureRate the share of its attempts to handle a message that fail, from 0 to
 * 1; if it is more than 0, the app also goes without a word and comes back, again and
 * again
 * @param delay the extra time for each message; if there is any, the app also stops
 * answering the proxy, for minutes, again and again
 */
record Trouble(double failureRate, Duration delay) {

	/** An app as it should be. */
	static final Trouble NONE = new Trouble(0, Duration.ZERO);

	private static final int ONE_IN = 10;

	/**
	 * Returns which part of a fleet's trouble an app has: one app in ten fails, and
	 * another one in ten is slow.
	 * @param position the app's position in the fleet, counted from 0
	 * @return its trouble
	 */
	Trouble of(int position) {
		return switch (position % ONE_IN) {
			case 0 -> new Trouble(this.failureRate, Duration.ZERO);
			case 1 -> new Trouble(0, this.delay);
			default -> NONE;
		};
	}

	boolean crashes() {
		return this.failureRate > 0;
	}

	boolean fallsSilent() {
		return !this.delay.isZero();
	}

}
