package io.dataflowmonitoring.proxy.web;

import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

import static org.springframework.web.reactive.function.server.RequestPredicates.methods;
import static org.springframework.web.reactive.function.server.RequestPredicates.path;

/**
 * Which path is answered by what. The {@code Accept} header is not looked at: like other
 * exporters, the proxy has one format and says which.
 */
public final class ProxyRoutes {

	private static final String INDEX = """
			Prometheus RSocket proxy

			/metrics/connected   metrics of all connected apps, and what those that are gone said last
			/metrics/proxy       metrics of the proxy itself
			/actuator/health     whether the proxy is well
			""";

	private ProxyRoutes() {
	}

	/**
	 * Lays out the routes.
	 * @param connected answers {@code /metrics/connected}
	 * @param proxy answers {@code /metrics/proxy}
	 * @return the routes
	 */
	public static RouterFunction<ServerResponse> of(HandlerFunction<ServerResponse> connected,
			HandlerFunction<ServerResponse> proxy) {
		return RouterFunctions.route()
			.route(read("/metrics/connected"), connected)
			.route(read("/metrics/proxy"), proxy)
			.route(read("/"), (request) -> ServerResponse.ok().contentType(MediaType.TEXT_PLAIN).bodyValue(INDEX))
			.build();
	}

	private static RequestPredicate read(String path) {
		return methods(HttpMethod.GET, HttpMethod.HEAD).and(path(path));
	}

}
