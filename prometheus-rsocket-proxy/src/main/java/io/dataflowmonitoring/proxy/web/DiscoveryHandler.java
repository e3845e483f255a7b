package io.dataflowmonitoring.proxy.web;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import io.dataflowmonitoring.proxy.discovery.Target;
import io.dataflowmonitoring.proxy.discovery.Targets;
import io.dataflowmonitoring.proxy.scrape.PullResult;
import io.dataflowmonitoring.proxy.scrape.Scraper;

/**
 * Answers {@code /discovery}: the apps as targets, in the form of Prometheus's HTTP
 * service discovery (<em>Writing HTTP Service Discovery</em>). The target's address is
 * that of the proxy, and the path says which app.
 */
public final class DiscoveryHandler implements HandlerFunction<ServerResponse> {

	/**
	 * How long a new app that has not said who it is may take to tell by its metrics.
	 */
	private static final Duration ACQUAINTANCE = Duration.ofMillis(500);

	private static final String HTTPS = "https";

	private final Targets targets;

	private final Scraper scraper;

	private final @Nullable String address;

	/**
	 * Creates a handler.
	 * @param targets lists the apps
	 * @param scraper asks apps that have not said who they are
	 * @param address host and port under which Prometheus reaches the proxy; null for the
	 * address that the request was sent to
	 */
	public DiscoveryHandler(Targets targets, Scraper scraper, @Nullable String address) {
		this.targets = targets;
		this.scraper = scraper;
		this.address = address;
	}

	@Override
	public Mono<ServerResponse> handle(ServerRequest request) {
		ServerResponse.BodyBuilder response = ServerResponse.ok().contentType(MediaType.APPLICATION_JSON);
		if (HttpMethod.HEAD.equals(request.method())) {
			return response.build();
		}
		// An app is listed under its own instance from the first: a target that changes
		// its labels is another one to Prometheus.
		return this.scraper
			.scrape((app) -> app.identity().labels().isEmpty() && this.scraper.status(app) == null, ACQUAINTANCE)
			.doOnNext((results) -> results.forEach(PullResult::close))
			.then(Mono.fromSupplier(() -> groups(request)))
			.flatMap(response::bodyValue);
	}

	private List<TargetGroup> groups(ServerRequest request) {
		String address = (this.address != null) ? this.address : request.uri().getRawAuthority();
		boolean secure = HTTPS.equals(request.uri().getScheme());
		return this.targets.list().stream().map((target) -> group(target, address, secure)).toList();
	}

	private static TargetGroup group(Target target, String address, boolean secure) {
		Map<String, String> labels = new LinkedHashMap<>();
		labels.put("__metrics_path__", ProxyRoutes.appPath(target.app()));
		if (secure) {
			labels.put("__scheme__", HTTPS);
		}
		labels.putAll(target.labels());
		return new TargetGroup(List.of(address), labels);
	}

	/**
	 * Some targets that have their labels in common, as Prometheus reads them.
	 *
	 * @param targets the addresses
	 * @param labels the labels by name
	 */
	record TargetGroup(List<String> targets, Map<String, String> labels) {
	}

}
