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

	private final MetricsBody body;

	/**
	 * Creates a handler.
	 * @param meters the proxy's own metrics
	 * @param scheduler where they are collected
	 * @param body writes metrics
	 */
	public ProxyMetricsHandler(PrometheusMeterRegistry meters, Scheduler scheduler, MetricsBody body) {
		this.meters = meters;
		this.scheduler = scheduler;
		this.body = body;
	}

	@Override
	public Mono<ServerResponse> handle(ServerRequest request) {
		ExpositionFormat format = AcceptedFormats.of(request).bestOf(AcceptedFormats.MERGEABLE);
		ServerResponse.BodyBuilder response = AcceptedFormats.answerIn(format);
		if (HttpMethod.HEAD.equals(request.method())) {
			return response.build();
		}
		boolean isGzip = AcceptedEncodings.isGzip(request);
		return Mono.fromCallable(() -> write(format))
			.subscribeOn(this.scheduler)
			.flatMap((metrics) -> response.body((message, context) -> this.body.write(metrics, isGzip, message)));
	}

	private byte[] write(ExpositionFormat format) throws IOException {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		this.meters.scrape(out, format.contentType());
		return out.toByteArray();
	}

}
