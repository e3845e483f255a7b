package io.dataflowmonitoring.client;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

import io.dataflowmonitoring.wire.AppSettings;
import org.jspecify.annotations.Nullable;

/**
 * What a client was built with.
 *
 * @param proxies where to connect, the preferred one first; no two are the same
 * @param transport what carries the connection
 * @param tls how TLS is spoken; null if it is not
 * @param app what the app says about itself
 * @param firstBackoff the longest pause before the first retry
 * @param maxBackoff the longest pause before any retry
 * @param maxRetries how many rounds of retries in a row may fail
 * @param connectTimeout how long one attempt to connect may take
 * @param keyTimeout how long a peer that accepted the connection may take to show that it
 * is a proxy
 * @param pushTimeout how long a final push may take in all
 */
record ClientSettings(List<ProxyAddress> proxies, Transport transport, @Nullable Tls tls, AppSettings app,
		Duration firstBackoff, Duration maxBackoff, long maxRetries, Duration connectTimeout, Duration keyTimeout,
		Duration pushTimeout) {

	ClientSettings {
		proxies = proxies.stream().distinct().toList();
		check(!proxies.isEmpty(), "there is no proxy to connect to");
		check(isPositive(firstBackoff), "the first backoff must be positive, not " + firstBackoff);
		check(maxBackoff.compareTo(firstBackoff) >= 0,
				"the maximum backoff, " + maxBackoff + ", must not be shorter than the first, " + firstBackoff);
		check(maxRetries >= 0, "the maximum of retries must not be negative: " + maxRetries);
		check(isPositive(connectTimeout), "the connect timeout must be positive, not " + connectTimeout);
		check(isPositive(pushTimeout), "the push timeout must be positive, not " + pushTimeout);
	}

	/**
	 * Names a proxy for people.
	 */
	String name(ProxyAddress proxy) {
		String scheme = switch (this.transport) {
			case TCP -> (this.tls != null) ? "tls" : "tcp";
			case WEBSOCKET -> (this.tls != null) ? "wss" : "ws";
		};
		return scheme + "://" + proxy;
	}

	/**
	 * Names all proxies for people.
	 */
	String names() {
		return this.proxies.stream().map(this::name).collect(Collectors.joining(", "));
	}

	/**
	 * Returns the proxies that would get the credentials through a network where others
	 * can read them.
	 */
	List<ProxyAddress> exposed() {
		if (this.app.credentials() == null || this.tls != null) {
			return List.of();
		}
		return this.proxies.stream().filter((proxy) -> !proxy.isLoopback()).toList();
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
