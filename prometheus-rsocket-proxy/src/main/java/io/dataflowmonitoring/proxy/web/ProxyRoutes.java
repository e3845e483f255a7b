package io.dataflowmonitoring.proxy.web;

import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.RequestPath;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

import static org.springframework.web.reactive.function.server.RequestPredicates.methods;
import static org.springframework.web.reactive.function.server.RequestPredicates.path;

/**
 * Which path for metrics is answered by what.
 */
public final class ProxyRoutes {

	static final String CONNECTED = "/metrics/connected";

	static final String PROXY = "/metrics/proxy";

	static final String DISCOVERY = "/discovery";

	private static final String APPS = "/metrics/apps/";

	private ProxyRoutes() {
	}

	/**
	 * Lays out the routes.
	 * @param connected answers {@code /metrics/connected}
	 * @param app answers {@code /metrics/apps/{id}}
	 * @param proxy answers {@code /metrics/proxy}
	 * @param discovery answers {@code /discovery}
	 * @return the routes
	 */
	public static RouterFunction<ServerResponse> of(HandlerFunction<ServerResponse> connected,
			HandlerFunction<ServerResponse> app, HandlerFunction<ServerResponse> proxy,
			HandlerFunction<ServerResponse> discovery) {
		return RouterFunctions.route()
			.route(read(CONNECTED), connected)
			.route(read(APPS + "{" + AppMetricsHandler.ID + "}"), app)
			.route(read(PROXY), proxy)
			.route(read(DISCOVERY), discovery)
			.build();
	}

	/**
	 * Returns the path under which an app is scraped alone.
	 * @param id the app's id
	 */
	static String appPath(String id) {
		return APPS + id;
	}

	/**
	 * Returns a path as routes compare it: decoded, and without parameters.
	 */
	static String asRouted(RequestPath path) {
		StringBuilder routed = new StringBuilder();
		for (PathContainer.Element element : path.pathWithinApplication().elements()) {
			routed.append(
					(element instanceof PathContainer.PathSegment segment) ? segment.valueToMatch() : element.value());
		}
		return routed.toString();
	}

	/**
	 * Returns whether only so many requests for a path are answered at the same time:
	 * those that ask apps, and those whose answer grows with the number of apps and is
	 * written as a whole.
	 * @param path the path, as routes compare it
	 */
	static boolean isLimited(String path) {
		return path.equals(CONNECTED) || path.startsWith(APPS) || StatusRoutes.isLimited(path);
	}

	static RequestPredicate read(String path) {
		return methods(HttpMethod.GET, HttpMethod.HEAD).and(path(path));
	}

}
