package io.dataflowmonitoring.proxy.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import io.dataflowmonitoring.wire.ExpositionFormat;

/**
 * Answers {@code /metrics/proxy}: the proxy's own metrics.
 */
public final class ProxyMetricsHandler implements HandlerFunction<ServerResponse> {

	private final PrometheusMeterRegistry meters;

	private final Scheduler scheduler;

	/**
	 * Creates a handler.
	 * @param meters the proxy's own metrics
	 * @param scheduler where they are collected
	 */
	public ProxyMetricsHandler(PrometheusMeterRegistry meters, Scheduler scheduler) {
		this.meters = meters;
		this.scheduler = scheduler;
	}

	@Override
	public Mono<ServerResponse> handle(ServerRequest request) {
		ExpositionFormat format = AcceptedFormats.of(request).bestOf(AcceptedFormats.MERGEABLE);
		ServerResponse.BodyBuilder response = AcceptedFormats.answerIn(format);
		return HttpMethod.HEAD.equals(request.method()) ? response.build()
				: Mono.fromCallable(() -> write(format)).subscribeOn(this.scheduler).flatMap(response::bodyValue);
	}

	private byte[] write(ExpositionFormat format) throws IOException {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		this.meters.scrape(out, format.contentType());
		return out.toByteArray();
	}

}
