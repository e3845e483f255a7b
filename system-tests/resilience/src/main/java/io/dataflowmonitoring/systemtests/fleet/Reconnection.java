package io.dataflowmonitoring.systemtests.fleet;

import java.time.Duration;

/**
 * How long an app waits before it connects again: exponentially longer each time, and at
 * random between the half and the whole of that, as our client does.
 *
 * @param first the first wait
 * @param longest the longest wait
 */
public record Reconnection(Duration first, Duration longest) {

	/** What our client does by default. */
	public static final Reconnection OF_OUR_CLIENT = new Reconnection(Duration.ofSeconds(1), Duration.ofMinutes(1));

	Duration before(int attempt, double random) {
		long whole = (attempt < 30) ? Math.min(this.longest.toNanos(), this.first.toNanos() << attempt)
				: this.longest.toNanos();
		return Duration.ofNanos((long) (whole * (1 + random) / 2));
	}

}
