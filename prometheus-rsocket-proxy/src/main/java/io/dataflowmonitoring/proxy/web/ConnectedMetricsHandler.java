package io.dataflowmonitoring.proxy.web;

import java.time.Duration;

import reactor.core.publisher.Mono;

import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import io.dataflowmonitoring.proxy.exposition.MergeReport;
import io.dataflowmonitoring.wire.ExpositionFormat;

/**
 * Answers {@code /metrics/connected}: all apps' metrics as one exposition, in the text
 * format or as OpenMetrics.
 */
public final class ConnectedMetricsHandler implements HandlerFunction<ServerResponse> {

	private final ConnectedMetrics metrics;

	private final ScrapeDeadline deadline;

	private final ScrapeMeters meters;

	private final MetricsBody body;

	private final MergeLog log = new MergeLog();

	/**
	 * Creates a handler.
	 * @param metrics the metrics of all apps
	 * @param scrapeTimeout the timeout of a scrape that does not say when it gives up
	 * @param meters where scrapes are recorded
	 * @param body writes metrics
	 */
	public ConnectedMetricsHandler(ConnectedMetrics metrics, Duration scrapeTimeout, ScrapeMeters meters,
			MetricsBody body) {
		this.metrics = metrics;
		this.deadline = new ScrapeDeadline(scrapeTimeout);
		this.meters = meters;
		this.body = body;
	}

	@Override
	public Mono<ServerResponse> handle(ServerRequest request) {
		ExpositionFormat format = AcceptedFormats.of(request).bestOf(AcceptedFormats.MERGEABLE);
		ServerResponse.BodyBuilder response = AcceptedFormats.answerIn(format);
		if (HttpMethod.HEAD.equals(request.method())) {
			// Nobody is going to read it, so no app is asked.
			return response.build();
		}
		boolean isGzip = AcceptedEncodings.isGzip(request);
		long start = System.nanoTime();
		return this.metrics.scrape(format, this.deadline.of(request))
			.flatMap((scrape) -> response.body((message, context) -> scrape.metrics()
				.closedAfter(this.body.write(scrape.metrics(), isGzip, message))
				.then(Mono.fromRunnable(() -> written(scrape, start)))));
	}

	private void written(ConnectedMetrics.Scrape scrape, long start) {
		MergeReport report = scrape.exposition().report();
		this.metrics.written(scrape);
		this.meters.record(Duration.ofNanos(System.nanoTime() - start), report);
		this.log.log(report);
	}

}
