package io.dataflowmonitoring.proxy.scrape;

import java.time.Duration;

import io.dataflowmonitoring.proxy.connection.App;

/**
 * What remains of a {@link PullResult} when the scrape is over.
 *
 * @param app the app
 * @param took from the request until the answer was read and checked, or until it was
 * given up
 * @param reason why the pull failed, as one of a few values for a metric's label;
 * {@value PullResult#NONE} if it did not
 * @param samples how many samples the app gave; 0 if the pull failed
 * @param bytes how many bytes they took; 0 if the pull failed
 */
public record AppStatus(App app, Duration took, String reason, int samples, int bytes) {

	/**
	 * Returns whether the app was part of the scrape.
	 * @return whether the pull did not fail
	 */
	public boolean isUp() {
		return this.reason.equals(PullResult.NONE);
	}

	static AppStatus of(PullResult result) {
		return (result.exposition() != null)
				? new AppStatus(result.app(), result.took(), result.reason(), result.exposition().sampleCount(),
						result.exposition().length())
				: new AppStatus(result.app(), result.took(), result.reason(), 0, 0);
	}

}
