package io.dataflowmonitoring.proxy.web;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import io.dataflowmonitoring.proxy.exposition.MergeReport;
import io.dataflowmonitoring.proxy.exposition.MergedExposition;
import io.dataflowmonitoring.proxy.web.ConnectedMetrics.Scrape;
import io.dataflowmonitoring.wire.ExpositionFormat;

/**
 * Answers {@code /metrics/connected}: all apps' metrics as one exposition, piece by
 * piece.
 */
public final class ConnectedMetricsHandler implements HandlerFunction<ServerResponse> {

	private static final int PIECE_SIZE = 32 * 1_024;

	private final ConnectedMetrics metrics;

	private final ScrapeDeadline deadline;

	private final ScrapeMeters meters;

	private final Scheduler scheduler;

	private final MergeLog log = new MergeLog();

	/**
	 * Creates a handler.
	 * @param metrics the metrics of all apps
	 * @param scrapeTimeout the timeout of a scrape that does not say when it gives up
	 * @param meters where scrapes are recorded
	 * @param scheduler where expositions are merged
	 */
	public ConnectedMetricsHandler(ConnectedMetrics metrics, Duration scrapeTimeout, ScrapeMeters meters,
			Scheduler scheduler) {
		this.metrics = metrics;
		this.deadline = new ScrapeDeadline(scrapeTimeout);
		this.meters = meters;
		this.scheduler = scheduler;
	}

	@Override
	public Mono<ServerResponse> handle(ServerRequest request) {
		ServerResponse.BodyBuilder response = ServerResponse.ok()
			.header(HttpHeaders.CONTENT_TYPE, ExpositionFormat.TEXT_0_0_4.contentType());
		if (HttpMethod.HEAD.equals(request.method())) {
			// Nobody is going to read it, so no app is asked.
			return response.build();
		}
		long start = System.nanoTime();
		Duration timeout = this.deadline.waitFor(request.headers().firstHeader(ScrapeDeadline.HEADER));
		return this.metrics.scrape(timeout)
			.flatMap((scrape) -> response.body((message, context) -> write(scrape, start, message)));
	}

	private Mono<Void> write(Scrape scrape, long start, ServerHttpResponse message) {
		return message.writeWith(pieces(scrape.exposition(), message.bufferFactory()))
			.then(Mono.fromRunnable(() -> written(scrape, start)));
	}

	private Flux<DataBuffer> pieces(MergedExposition exposition, DataBufferFactory buffers) {
		return Flux.<DataBuffer>generate((sink) -> writeNext(exposition, buffers, sink))
			.subscribeOn(this.scheduler)
			.doOnDiscard(DataBuffer.class, DataBufferUtils::release);
	}

	private static void writeNext(MergedExposition exposition, DataBufferFactory buffers,
			SynchronousSink<DataBuffer> sink) {
		DataBuffer piece = buffers.allocateBuffer(2 * PIECE_SIZE);
		boolean more;
		try (OutputStream out = piece.asOutputStream()) {
			more = exposition.writeNext(out, PIECE_SIZE);
		}
		catch (IOException | RuntimeException ex) {
			DataBufferUtils.release(piece);
			sink.error(ex);
			return;
		}
		sink.next(piece);
		if (!more) {
			sink.complete();
		}
	}

	private void written(Scrape scrape, long start) {
		MergeReport report = scrape.exposition().report();
		this.metrics.written(scrape);
		this.meters.record(Duration.ofNanos(System.nanoTime() - start), report);
		this.log.log(report);
	}

}
