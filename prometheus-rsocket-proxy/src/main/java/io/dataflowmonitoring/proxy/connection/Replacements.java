package io.dataflowmonitoring.proxy.connection;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * How often connections have taken the place of others of the same app. Not thread-safe.
 */
final class Replacements {

	static final Duration PERIOD = Duration.ofMinutes(1);

	/**
	 * From this number on within a period two apps seem to be at odds. An app that is
	 * restarted, or whose network fails, comes back less often.
	 */
	static final int DISPUTE = 5;

	private final Clock clock;

	private final Map<String, Integer> counts = new HashMap<>();

	private Instant periodEnd = Instant.MIN;

	Replacements(Clock clock) {
		this.clock = clock;
	}

	/**
	 * Counts one more for an app.
	 * @param app the app's id
	 * @return whether two apps seem to be at odds over the id, once in each period
	 */
	boolean isDisputed(String app) {
		Instant now = this.clock.instant();
		if (!now.isBefore(this.periodEnd)) {
			this.counts.clear();
			this.periodEnd = now.plus(PERIOD);
		}
		return this.counts.merge(app, 1, Integer::sum) == DISPUTE;
	}

}
