package io.dataflowmonitoring.local.demo;

import java.time.Duration;
import java.util.Locale;

/**
 * How durations are written for people.
 */
final class Times {

	private Times() {
	}

	/** Writes minutes and seconds, such as {@code 02:05}. */
	static String clock(Duration duration) {
		return String.format(Locale.ROOT, "%02d:%02d", duration.toMinutes(), duration.toSecondsPart());
	}

	/** Writes seconds, such as {@code 21.5 s}. */
	static String seconds(Duration duration) {
		return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
	}

}
