package io.dataflowmonitoring.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: exponentially longer each time, and at random
 * between the half and the whole of that, so that a thousand apps do not come back to a
 * restarted proxy at the same moment.
 */
final class Backoff {

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

	void reset() {
		this.nextNanos = this.firstNanos;
	}

}
