package io.dataflowmonitoring.proxy.web;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import io.dataflowmonitoring.proxy.status.AppDetail;
import io.dataflowmonitoring.proxy.status.StatusJson;
import io.dataflowmonitoring.proxy.status.StatusReader;

/**
 * Answers {@code /status} and {@code /status/apps/{id}}: what the status page shows, as
 * JSON.
 */
public final class StatusHandler {

	private final StatusReader reader;

	private final StatusJson json;

	/**
	 * Creates a handler.
	 * @param reader knows how things are
	 * @param json writes it
	 */
	public StatusHandler(StatusReader reader, StatusJson json) {
		this.reader = reader;
		this.json = json;
	}

	Mono<ServerResponse> all(ServerRequest request) {
		return answer(HttpStatus.OK, this.reader.status());
	}

	Mono<ServerResponse> app(ServerRequest request) {
		AppDetail detail = this.reader.app(request.pathVariable(AppMetricsHandler.ID));
		return (detail != null) ? answer(HttpStatus.OK, detail)
				: answer(HttpStatus.NOT_FOUND, Map.of("error", "No app that is connected or was lost has this id"));
	}

	private Mono<ServerResponse> answer(HttpStatus status, @Nullable Object value) {
		return ServerResponse.status(status)
			.headers(PageHeaders::fresh)
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue((value != null) ? this.json.write(value) : new byte[0]);
	}

}
