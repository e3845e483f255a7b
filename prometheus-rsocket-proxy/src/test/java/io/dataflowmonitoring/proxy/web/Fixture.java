package io.dataflowmonitoring.proxy.web;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

import io.dataflowmonitoring.proxy.MutableClock;
import io.dataflowmonitoring.proxy.connection.RegisteredApps;
import io.dataflowmonitoring.proxy.connection.App;
import io.dataflowmonitoring.proxy.connection.AppRegistry;
import io.dataflowmonitoring.proxy.discovery.Targets;
import io.dataflowmonitoring.proxy.exposition.ExpositionLimits;
import io.dataflowmonitoring.proxy.push.FinalPushes;
import io.dataflowmonitoring.proxy.push.TestPushes;
import io.dataflowmonitoring.proxy.scrape.PullLimits;
import io.dataflowmonitoring.proxy.scrape.Scraper;
import io.dataflowmonitoring.proxy.status.RecentFailures;
import io.dataflowmonitoring.proxy.status.ScrapeHistory;
import io.dataflowmonitoring.proxy.status.StatusFeed;
import io.dataflowmonitoring.proxy.status.StatusJson;
import io.dataflowmonitoring.proxy.status.StatusReader;
import io.dataflowmonitoring.proxy.status.StatusSettings;

/**
 * The web room, with apps that have no connection and requests that have no socket.
 */
final class Fixture {

	static final Duration RETENTION = Duration.ofMinutes(2);

	final MutableClock clock = new MutableClock();

	final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	final AppRegistry registry = new AppRegistry(this.clock, RETENTION);

	final FinalPushes pushes = TestPushes.open(this.clock, RETENTION, this.meters);

	final Scraper scraper;

	final ConnectedMetrics metrics;

	final ScrapeHistory history = new ScrapeHistory(this.clock);

	final StatusReader status = new StatusReader(this.registry, this.pushes, this.history,
			new RecentFailures(this.meters, this.clock), List::of, List.of(),
			new StatusSettings("1", Duration.ofSeconds(10), RETENTION, RETENTION.multipliedBy(10), false, false),
			this.clock);

	final StatusFeed feed = new StatusFeed(this.status, new StatusJson(), Schedulers.single());

	final MetricsBody body = new MetricsBody(Schedulers.immediate(), 1);

	final ConcurrentScrapes concurrentScrapes = new ConcurrentScrapes(2, RETENTION, RETENTION, this.meters);

	Fixture() {
		this(ExpositionLimits.DEFAULTS);
	}

	Fixture(ExpositionLimits limits) {
		this.scraper = new Scraper(this.registry, new PullLimits(RETENTION, limits), this.clock, System::nanoTime,
				Schedulers.immediate());
		this.scraper.listener(this.history);
		this.metrics = new ConnectedMetrics(this.registry, this.scraper, this.pushes, Schedulers.immediate());
	}

	/**
	 * Sends requests to all paths.
	 */
	WebTestClient client(@Nullable String discoveryTarget) {
		Duration timeout = Duration.ofSeconds(10);
		AppMetricsHandler appMetrics = new AppMetricsHandler(this.registry, this.scraper, this.pushes, this.metrics,
				timeout, this.body);
		return WebTestClient
			.bindToRouterFunction(ProxyRoutes
				.of(new ConnectedMetricsHandler(this.metrics, timeout, new ScrapeMeters(this.meters, this.registry),
						this.body), appMetrics, (request) -> ServerResponse.ok().build(),
						new DiscoveryHandler(new Targets(this.registry, this.pushes), this.scraper, discoveryTarget))
				.and(statusRoutes(appMetrics)))
			.webFilter(this.concurrentScrapes)
			.configureClient()
			.baseUrl("http://proxy.example:8080")
			.build();
	}

	private RouterFunction<ServerResponse> statusRoutes(AppMetricsHandler appMetrics) {
		StatusJson json = new StatusJson();
		return StatusRoutes.of(new StatusPage(this.status), new StatusHandler(this.status, json),
				new StatusEventsHandler(this.feed), appMetrics, new StatusFiles());
	}

	/**
	 * Registers an app that always answers the same, in the text format.
	 */
	App app(String exposition) {
		return RegisteredApps.published(this.registry, Mono.just(bytes(exposition)));
	}

	static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
