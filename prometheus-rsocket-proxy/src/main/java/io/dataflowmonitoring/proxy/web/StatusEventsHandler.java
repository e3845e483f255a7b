package io.dataflowmonitoring.proxy.web;

import reactor.core.publisher.Mono;
import reactor.netty.Connection;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import io.dataflowmonitoring.proxy.status.StatusFeed;

/**
 * Answers {@code /status/events}: what changes on the status page, as server-sent events.
 */
public final class StatusEventsHandler implements HandlerFunction<ServerResponse>, SmartLifecycle {

	private static final String RETRY_AFTER_SECONDS = "15";

	private final StatusFeed feed;

	private volatile boolean running;

	/**
	 * Creates a handler.
	 * @param feed tells what changes
	 */
	public StatusEventsHandler(StatusFeed feed) {
		this.feed = feed;
	}

	@Override
	public Mono<ServerResponse> handle(ServerRequest request) {
		if (this.feed.isFull()) {
			return ServerResponse.status(HttpStatus.SERVICE_UNAVAILABLE)
				.headers(PageHeaders::fresh)
				.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
				.contentType(MediaType.TEXT_PLAIN)
				.bodyValue("As many watch as may. Ask /status instead.\n");
		}
		ServerResponse.BodyBuilder response = ServerResponse.ok()
			.headers(PageHeaders::fresh)
			// Nginx would keep events back until it has some kilobytes of them.
			.header("X-Accel-Buffering", "no")
			.contentType(MediaType.TEXT_EVENT_STREAM);
		if (HttpMethod.HEAD.equals(request.method())) {
			return response.build();
		}
		ServerHttpRequest watcher = request.exchange().getRequest();
		return response.body((message, context) -> write(message, watcher));
	}

	private Mono<Void> write(ServerHttpResponse message, ServerHttpRequest watcher) {
		return message.writeAndFlushWith(
				this.feed.watch(() -> cut(watcher)).map((piece) -> Mono.just(message.bufferFactory().wrap(piece))));
	}

	private static void cut(ServerHttpRequest watcher) {
		if (ServerHttpRequestDecorator.getNativeRequest(watcher) instanceof Connection connection) {
			connection.dispose();
		}
	}

	@Override
	public void start() {
		this.running = true;
	}

	/**
	 * Before the web server waits for the answers that are under way, since this one
	 * would never end.
	 */
	@Override
	public void stop() {
		this.running = false;
		this.feed.end();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 1;
	}

}
