package io.dataflowmonitoring.client;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A client's state at one moment.
 *
 * @param connection how the client stands with its proxy
 * @param proxy the proxy that it is connected to, or else tried last, such as
 * {@code tcp://proxy.example.com:7001}
 * @param attempts how often it has tried to connect so far, the successful ones included
 * @param lastFailure why it is not connected, or was not before, for people; null if
 * nothing has failed yet
 * @param scrapes how many pulls of the proxy it has answered
 * @param failedScrapes how many pulls it has answered with an error
 * @param lastScrape the last pull that was answered; null if there was none yet
 * @param lastPush the final push; null before it has ended
 */
public record ClientState(Connection connection, String proxy, long attempts, @Nullable String lastFailure,
		long scrapes, long failedScrapes, @Nullable Scrape lastScrape, @Nullable PushResult lastPush) {

	/**
	 * Returns whether the proxy can pull this app's metrics now.
	 * @return true if connected
	 */
	public boolean connected() {
		return this.connection == Connection.CONNECTED;
	}

	static ClientState initial(String proxy) {
		return new ClientState(Connection.CONNECTING, proxy, 0, null, 0, 0, null, null);
	}

	/**
	 * An attempt begins. If there is a connection, which is to be replaced then, it is
	 * the one that counts.
	 */
	ClientState attempting(String tried) {
		return new ClientState(connected() ? this.connection : Connection.CONNECTING, connected() ? this.proxy : tried,
				this.attempts + 1, this.lastFailure, this.scrapes, this.failedScrapes, this.lastScrape, this.lastPush);
	}

	/**
	 * An attempt has failed.
	 */
	ClientState failed(String failure) {
		return with(connected() ? this.connection : Connection.WAITING, this.proxy, failure);
	}

	ClientState with(Connection changed, String with, @Nullable String failure) {
		return new ClientState(changed, with, this.attempts, failure, this.scrapes, this.failedScrapes, this.lastScrape,
				this.lastPush);
	}

	ClientState with(Scrape scrape) {
		return new ClientState(this.connection, this.proxy, this.attempts, this.lastFailure, this.scrapes + 1,
				this.failedScrapes, scrape, this.lastPush);
	}

	ClientState withFailedScrape() {
		return new ClientState(this.connection, this.proxy, this.attempts, this.lastFailure, this.scrapes,
				this.failedScrapes + 1, this.lastScrape, this.lastPush);
	}

	ClientState with(PushResult push) {
		return new ClientState(this.connection, this.proxy, this.attempts, this.lastFailure, this.scrapes,
				this.failedScrapes, this.lastScrape, push);
	}

	/**
	 * How a client can stand with its proxy.
	 */
	public enum Connection {

		/**
		 * An attempt to connect is under way.
		 */
		CONNECTING,

		/**
		 * The proxy has accepted the connection and sent its key.
		 */
		CONNECTED,

		/**
		 * Not connected; the next attempt comes after a pause.
		 */
		WAITING,

		/**
		 * Not connected, and no further attempt will be made but for a final push, since
		 * the maximum of retries is exhausted.
		 */
		GAVE_UP,

		/**
		 * The client was closed.
		 */
		CLOSED

	}

	/**
	 * One answered pull.
	 *
	 * @param time when it was answered
	 * @param took how long it took to write and to seal the metrics
	 * @param bytes the size of the exposition in bytes before compression
	 */
	public record Scrape(Instant time, Duration took, int bytes) {

	}

}
