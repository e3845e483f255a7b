package io.dataflowmonitoring.proxy.scrape;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.dataflowmonitoring.proxy.connection.App;
import io.dataflowmonitoring.proxy.exposition.Exposition;

/**
 * How it went to pull one app.
 *
 * @param app the app
 * @param took from the request until the answer was read and checked, or until it was
 * given up
 * @param exposition what the app said; null if the pull failed
 * @param reason why the pull failed, as one of a few values for a metric's label;
 * {@value #NONE} if it did not
 * @param detail why the pull failed, for people; null if it did not
 */
public record PullResult(App app, Duration took, @Nullable Exposition exposition, String reason,
		@Nullable String detail) {

	/**
	 * The reason if a pull did not fail.
	 */
	public static final String NONE = "none";

	static PullResult success(App app, Duration took, Exposition exposition) {
		return new PullResult(app, took, exposition, NONE, null);
	}

	static PullResult failure(App app, Duration took, String reason, String detail) {
		return new PullResult(app, took, null, reason, detail);
	}

}
