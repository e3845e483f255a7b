package io.dataflowmonitoring.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: exponentially longer each time, and at random
 * between the half and the whole of that, so that a thousand apps do not come back to a
 * restarted proxy at the same moment.
 */
final class Backoff {

	/**
	 * How long a connection must last for the pauses to start anew after it. A proxy that
	 * closes connections right after it has accepted them is not to be asked at the
	 * shortest interval for ever.
	 */
	private static final Duration STABLE = Duration.ofSeconds(10);

	private final long firstNanos;

	private final long maxNanos;

	private final RandomGenerator random;

	private long nextNanos;

	Backoff(Duration first, Duration max, RandomGenerator random) {
		this.firstNanos = first.toNanos();
		this.maxNanos = max.toNanos();
		this.random = random;
		this.nextNanos = this.firstNanos;
	}

	Duration next() {
		long whole = this.nextNanos;
		this.nextNanos = (whole > this.maxNanos / 2) ? this.maxNanos : whole * 2;
		return Duration.ofNanos(this.random.nextLong(whole / 2, whole + 1));
	}

	/**
	 * A connection has ended.
	 * @param lasted how long there was one
	 */
	void connectionEnded(Duration lasted) {
		if (lasted.compareTo(STABLE) >= 0) {
			reset();
		}
	}

	void reset() {
		this.nextNanos = this.firstNanos;
	}

}
