package io.dataflowmonitoring.client;

import java.time.Duration;

/**
 * What a client was built with.
 *
 * @param host the proxy's host name or address
 * @param port the proxy's port for the transport
 * @param transport what carries the connection
 * @param secure whether TLS is spoken
 * @param firstBackoff the longest pause before the first retry
 * @param maxBackoff the longest pause before any retry
 * @param maxRetries how many retries in a row may fail
 * @param connectTimeout how long one attempt to connect may take
 * @param keyTimeout how long a peer that accepted the connection may take to show that it
 * is a proxy
 * @param pushTimeout how long a final push may take in all
 */
record ClientSettings(String host, int port, Transport transport, boolean secure, Duration firstBackoff,
		Duration maxBackoff, long maxRetries, Duration connectTimeout, Duration keyTimeout, Duration pushTimeout) {

	ClientSettings {
		check(!host.isBlank(), "the proxy's host is empty");
		check(port > 0 && port <= 65535, "the proxy's port must be from 1 to 65535, not " + port);
		check(isPositive(firstBackoff), "the first backoff must be positive, not " + firstBackoff);
		check(maxBackoff.compareTo(firstBackoff) >= 0,
				"the maximum backoff, " + maxBackoff + ", must not be shorter than the first, " + firstBackoff);
		check(maxRetries >= 0, "the maximum of retries must not be negative: " + maxRetries);
		check(isPositive(connectTimeout), "the connect timeout must be positive, not " + connectTimeout);
		check(isPositive(pushTimeout), "the push timeout must be positive, not " + pushTimeout);
	}

	/**
	 * Names the proxy for people.
	 */
	String proxy() {
		String scheme = switch (this.transport) {
			case TCP -> this.secure ? "tls" : "tcp";
			case WEBSOCKET -> this.secure ? "wss" : "ws";
		};
		String address = this.host.contains(":") ? "[" + this.host + "]" : this.host;
		return scheme + "://" + address + ":" + this.port;
	}

	private static boolean isPositive(Duration duration) {
		return !duration.isNegative() && !duration.isZero();
	}

	private static void check(boolean valid, String problem) {
		if (!valid) {
			throw new IllegalArgumentException("Prometheus RSocket client: " + problem);
		}
	}

}
