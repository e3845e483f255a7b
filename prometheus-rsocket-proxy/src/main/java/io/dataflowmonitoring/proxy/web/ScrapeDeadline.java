package io.dataflowmonitoring.proxy.web;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMessage;
import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * Works out how long a scrape may wait for apps.
 */
final class ScrapeDeadline {

	/**
	 * In which Prometheus says, in seconds, when it gives up.
	 */
	static final String HEADER = "X-Prometheus-Scrape-Timeout-Seconds";

	/**
	 * What is left to merge and to write, as a part of the whole time.
	 */
	private static final double MARGIN = 0.1;

	private static final Duration MAX_MARGIN = Duration.ofSeconds(1);

	private static final double MAX_SECONDS = Duration.ofMinutes(5).toSeconds();

	private final Duration defaultTimeout;

	/**
	 * Creates a deadline.
	 * @param defaultTimeout the timeout of a scrape that does not say when it gives up
	 */
	ScrapeDeadline(Duration defaultTimeout) {
		this.defaultTimeout = defaultTimeout;
	}

	/**
	 * Returns how long the answer to a request may wait for apps.
	 */
	Duration of(ServerRequest request) {
		return waitFor(request.headers().firstHeader(HEADER));
	}

	/**
	 * Returns how long to wait for apps.
	 * @param header the value of the header; null if there is none
	 * @return the time to wait: a tenth less than the timeout, but at most a second less
	 */
	Duration waitFor(@Nullable String header) {
		Duration timeout = timeout(header);
		Duration margin = Duration.ofNanos((long) (timeout.toNanos() * MARGIN));
		return timeout.minus((margin.compareTo(MAX_MARGIN) < 0) ? margin : MAX_MARGIN);
	}

	/**
	 * Returns when whoever sends a request gives up.
	 */
	Duration timeout(HttpMessage request) {
		return timeout(request.getHeaders().getFirst(HEADER));
	}

	private Duration timeout(@Nullable String header) {
		if (header == null) {
			return this.defaultTimeout;
		}
		try {
			double seconds = Double.parseDouble(header);
			return (seconds > 0) ? Duration.ofMillis((long) (Math.min(seconds, MAX_SECONDS) * 1_000))
					: this.defaultTimeout;
		}
		catch (NumberFormatException ex) {
			return this.defaultTimeout;
		}
	}

}
