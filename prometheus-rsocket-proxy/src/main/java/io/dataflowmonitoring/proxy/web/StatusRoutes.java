package io.dataflowmonitoring.proxy.web;

import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * Which path of the status page is answered by what.
 */
public final class StatusRoutes {

	private static final String PAGE = "/";

	static final String STATUS = "/status";

	static final String APPS = STATUS + "/apps/";

	private static final String APP = APPS + "{" + AppMetricsHandler.ID + "}";

	private static final String METRICS = "/metrics";

	private StatusRoutes() {
	}

	/**
	 * Lays out the routes.
	 * @param page answers {@code /}
	 * @param status answers {@code /status} and {@code /status/apps/{id}}
	 * @param events answers {@code /status/events}
	 * @param metrics answers {@code /status/apps/{id}/metrics}
	 * @param files answers {@code /status/files/{name}}
	 * @return the routes
	 */
	public static RouterFunction<ServerResponse> of(HandlerFunction<ServerResponse> page, StatusHandler status,
			HandlerFunction<ServerResponse> events, AppMetricsHandler metrics, HandlerFunction<ServerResponse> files) {
		return RouterFunctions.route()
			.route(ProxyRoutes.read(PAGE), page)
			.route(ProxyRoutes.read(STATUS), status::all)
			.route(ProxyRoutes.read(STATUS + "/events"), events)
			.route(ProxyRoutes.read(APP), status::app)
			.route(ProxyRoutes.read(APP + METRICS), metrics::look)
			.route(ProxyRoutes.read(STATUS + "/files/{" + StatusFiles.NAME + "}"), files)
			.build();
	}

	/**
	 * Returns whether only so many requests for a path are answered at the same time.
	 * @param path the path, as routes compare it
	 */
	static boolean isLimited(String path) {
		return path.equals(PAGE) || path.equals(STATUS) || (path.startsWith(APPS) && path.endsWith(METRICS));
	}

}
