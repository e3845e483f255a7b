package io.dataflowmonitoring.local.demo;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Asks Prometheus over its HTTP API.
 */
final class PrometheusReader {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private final HttpClient http;

	private final URI prometheus;

	PrometheusReader(HttpClient http, URI prometheus) {
		this.http = http;
		this.prometheus = prometheus;
	}

	/**
	 * Tells whether an expression has a result.
	 * @param expression a PromQL expression of an instant vector
	 * @return {@code true} if Prometheus returns at least one series
	 * @throws IOException if Prometheus did not answer within 5 s
	 * @throws InterruptedException if this thread was interrupted
	 */
	boolean hasResult(String expression) throws IOException, InterruptedException {
		URI uri = this.prometheus
			.resolve("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
		HttpRequest request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).build();
		String answer = this.http.send(request, BodyHandlers.ofString()).body();
		// An answer without series is
		// {"status":"success","data":{"resultType":"vector","result":[]}}.
		return answer.contains("\"status\":\"success\"") && !answer.contains("\"result\":[]");
	}

}
