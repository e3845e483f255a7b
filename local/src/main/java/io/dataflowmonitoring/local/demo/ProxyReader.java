package io.dataflowmonitoring.local.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Reads the proxy's HTTP endpoints, as Prometheus does: each reading makes the proxy ask
 * all apps.
 */
final class ProxyReader {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	/**
	 * As Prometheus says it: the proxy answers in less, and does not wait longer for an
	 * app that is late.
	 */
	private static final String SCRAPE_TIMEOUT_HEADER = "X-Prometheus-Scrape-Timeout-Seconds";

	private static final String SCRAPE_TIMEOUT_SECONDS = "2";

	private final HttpClient http;

	private final URI proxy;

	private final Clock clock;

	ProxyReader(HttpClient http, URI proxy, Clock clock) {
		this.http = http;
		this.proxy = proxy;
		this.clock = clock;
	}

	/**
	 * Reads both endpoints once.
	 * @return what the proxy said
	 * @throws IOException if it did not answer within 5 s, or with an error
	 * @throws InterruptedException if this thread was interrupted
	 */
	Reading read() throws IOException, InterruptedException {
		Instant start = this.clock.instant();
		String connected = get("/metrics/connected");
		Instant end = this.clock.instant();
		// Second, so that it tells how that scrape went.
		List<Sample> proxy = Sample.readAll(get("/metrics/proxy"));
		return new Reading(end, Duration.between(start, end), Sample.count(connected),
				Sample.readAll(connected, Reading.METRICS_OF_APPS::contains), proxy);
	}

	private String get(String path) throws IOException, InterruptedException {
		URI uri = this.proxy.resolve(path);
		HttpRequest request = HttpRequest.newBuilder(uri)
			.timeout(TIMEOUT)
			.header("Accept", "text/plain")
			.header(SCRAPE_TIMEOUT_HEADER, SCRAPE_TIMEOUT_SECONDS)
			.build();
		HttpResponse<String> response = this.http.send(request, BodyHandlers.ofString());
		if (response.statusCode() != 200) {
			throw new IOException(uri + " answered with status " + response.statusCode());
		}
		return response.body();
	}

}
