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

	private long afterShortConnectionNanos;

	Backoff(Duration first, Duration max, RandomGenerator random) {
		this.firstNanos = first.toNanos();
		this.maxNanos = max.toNanos();
		this.random = random;
		this.nextNanos = this.firstNanos;
		this.afterShortConnectionNanos = this.firstNanos;
	}

	Duration next() {
		long whole = this.nextNanos;
		this.nextNanos = twice(whole);
		return Duration.ofNanos(this.random.nextLong(whole / 2, whole + 1));
	}

	/**
	 * A connection has ended. What failed before it counts no more.
	 * @param lasted how long there was one
	 */
	void connectionEnded(Duration lasted) {
		if (lasted.compareTo(STABLE) >= 0) {
			reset();
		}
		else {
			this.nextNanos = this.afterShortConnectionNanos;
			this.afterShortConnectionNanos = twice(this.afterShortConnectionNanos);
		}
	}

	void reset() {
		this.nextNanos = this.firstNanos;
		this.afterShortConnectionNanos = this.firstNanos;
	}

	private long twice(long nanos) {
		return (nanos > this.maxNanos / 2) ? this.maxNanos : nanos * 2;
	}

}
