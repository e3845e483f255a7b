package io.dataflowmonitoring.wire;

import java.time.Duration;

/**
 * Is told, on the app's end, how the proxy's pulls went. Called on the thread that writes
 * the expositions.
 */
public interface ScrapeListener {

	/**
	 * The app's metrics were written and handed to the connection.
	 * @param bytes the size of the exposition, in bytes before compression
	 * @param took how long it took to write and to seal it
	 */
	void scraped(int bytes, Duration took);

	/**
	 * The app's metrics could not be written or sealed. The proxy gets an error for an
	 * answer; the connection stays.
	 * @param failure what the exposition source threw, or a {@link WireException}
	 */
	void scrapeFailed(Throwable failure);

}
