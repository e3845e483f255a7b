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

	/** Writes whole seconds or minutes, such as {@code 30 s} or {@code 2 min}. */
	static String inWords(Duration duration) {
		return (duration.toSeconds() >= 60 && duration.toSecondsPart() == 0) ? duration.toMinutes() + " min"
				: duration.toSeconds() + " s";
	}

	/** Writes seconds, such as {@code 21.5 s}. */
	static String seconds(Duration duration) {
		return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
	}

}
