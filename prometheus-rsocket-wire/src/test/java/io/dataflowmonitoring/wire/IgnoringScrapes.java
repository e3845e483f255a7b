package io.dataflowmonitoring.wire;

import java.time.Duration;

/**
 * Takes no interest in how pulls went.
 */
final class IgnoringScrapes implements ScrapeListener {

	@Override
	public void scraped(int bytes, Duration took) {
	}

	@Override
	public void scrapeFailed(Throwable failure) {
	}

}
