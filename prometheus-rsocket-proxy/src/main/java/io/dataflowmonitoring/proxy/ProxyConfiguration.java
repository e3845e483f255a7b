package io.dataflowmonitoring.proxy;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

import io.dataflowmonitoring.proxy.connection.App;
import io.dataflowmonitoring.proxy.connection.AppRegistry;
import io.dataflowmonitoring.proxy.connection.AppServer;
import io.dataflowmonitoring.proxy.connection.ConnectionLimits;
import io.dataflowmonitoring.proxy.connection.FinalPushReceiver;
import io.dataflowmonitoring.proxy.discovery.Targets;
import io.dataflowmonitoring.proxy.push.FinalPushes;
import io.dataflowmonitoring.proxy.push.PushLimits;
import io.dataflowmonitoring.proxy.scrape.PullLimits;
import io.dataflowmonitoring.proxy.scrape.Scraper;
import io.dataflowmonitoring.proxy.web.AppMetrics;
import io.dataflowmonitoring.proxy.web.AppMetricsHandler;
import io.dataflowmonitoring.proxy.web.AppServersHealthIndicator;
import io.dataflowmonitoring.proxy.web.ConcurrentScrapes;
import io.dataflowmonitoring.proxy.web.ConnectedMetrics;
import io.dataflowmonitoring.proxy.web.ConnectedMetricsHandler;
import io.dataflowmonitoring.proxy.web.DiscoveryHandler;
import io.dataflowmonitoring.proxy.web.LimitUsage;
import io.dataflowmonitoring.proxy.web.MetricsBody;
import io.dataflowmonitoring.proxy.web.OffEventLoopFilter;
import io.dataflowmonitoring.proxy.web.ProxyMetricsHandler;
import io.dataflowmonitoring.proxy.web.ProxyRoutes;
import io.dataflowmonitoring.proxy.web.PushesHealthIndicator;
import io.dataflowmonitoring.proxy.web.ScrapeMeters;
import io.dataflowmonitoring.wire.ProxyKeys;
import io.dataflowmonitoring.wire.WireExposition;

/**
 * Puts the rooms together.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ ProxyProperties.class, ScrapeProperties.class })
class ProxyConfiguration {

	private static final String SCRAPE_SCHEDULER = "scrapeScheduler";

	/** How long a scrape may still be read when its timeout is over. */
	private static final Duration SCRAPE_GRACE = Duration.ofSeconds(10);

	private static final int THREADS = Runtime.getRuntime().availableProcessors();

	private final ProxyProperties properties;

	ProxyConfiguration(ProxyProperties properties) {
		this.properties = properties;
	}

	@Bean
	Clock clock() {
		return Clock.systemUTC();
	}

	/**
	 * For what is work for a processor: opening envelopes and reading expositions. Event
	 * loops and timers have threads of their own, which this work must not hold up.
	 */
	@Bean(destroyMethod = "dispose")
	Scheduler workScheduler() {
		return Schedulers.newParallel("work", THREADS, true);
	}

	/**
	 * For what answers a scrape: merging and writing. Not behind the envelopes of a
	 * thousand apps that still wait to be opened, for then the answer would be late,
	 * however early the waiting for apps ends.
	 */
	@Bean(destroyMethod = "dispose", defaultCandidate = false)
	@Qualifier(SCRAPE_SCHEDULER)
	Scheduler scrapeScheduler() {
		return Schedulers.newParallel("scrape", THREADS, true);
	}

	@Bean(destroyMethod = "dispose")
	LoopResources appEventLoops() {
		return LoopResources.create("app");
	}

	@Bean
	ProxyKeys proxyKeys() {
		return ProxyKeys.generate();
	}

	@Bean
	AppRegistry appRegistry(Clock clock) {
		return new AppRegistry(clock, this.properties.retention());
	}

	@Bean
	FinalPushes finalPushes(Clock clock, MeterRegistry meters) {
		PushLimits limits = new PushLimits(this.properties.retention(), this.properties.undeliveredRetention(),
				this.properties.maxKeptPushes(), this.properties.maxKeptSize().toBytes());
		return FinalPushes.open(this.properties.pushDirectory(), clock, limits, this.properties.expositionLimits(),
				meters);
	}

	@Bean
	FinalPushReceiver finalPushReceiver(FinalPushes pushes, AppRegistry registry) {
		return new FinalPushReceiver() {

			@Override
			public Mono<Void> receive(App app, WireExposition exposition) {
				return Mono
					.fromFuture(() -> pushes.keep(app.id(), app.described(), exposition.format(), exposition.bytes()),
							true)
					.doOnNext((push) -> registry.identify(app, push.identity()))
					.then();
			}

			@Override
			public void unreadable(App app) {
				pushes.reject();
			}

		};
	}

	@Bean
	Scraper scraper(AppRegistry registry, Clock clock, @Qualifier(SCRAPE_SCHEDULER) Scheduler scheduler) {
		PullLimits limits = new PullLimits(this.properties.pullTimeout(), this.properties.expositionLimits());
		return new Scraper(registry, limits, clock, System::nanoTime, scheduler);
	}

	@Bean
	ConnectedMetrics connectedMetrics(AppRegistry registry, Scraper scraper, FinalPushes pushes,
			@Qualifier(SCRAPE_SCHEDULER) Scheduler scheduler) {
		return new ConnectedMetrics(registry, scraper, pushes, scheduler);
	}

	@Bean
	ScrapeMeters scrapeMeters(MeterRegistry meters, AppRegistry registry) {
		return new ScrapeMeters(meters, registry);
	}

	@Bean
	AppMetrics appMetrics(AppRegistry registry, Scraper scraper, PrometheusRegistry meters) {
		AppMetrics metrics = new AppMetrics(registry, scraper);
		meters.register(metrics);
		return metrics;
	}

	@Bean
	LimitUsage limitUsage(MeterRegistry meters, Scraper scraper, FinalPushes pushes,
			ConcurrentScrapes concurrentScrapes, ConnectionLimits connectionLimits,
			ConnectionProperties connectionProperties) {
		LimitUsage usage = new LimitUsage(meters);
		usage.watch(scraper);
		usage.watchSize(scraper, this.properties.maxExpositionSize().toBytes(),
				connectionProperties.maxAnswerSize().toBytes());
		usage.watch("connections", connectionLimits::usage);
		usage.watch("connections-per-address", connectionLimits::usagePerAddress);
		usage.watch("concurrent-scrapes", concurrentScrapes::usage);
		usage.watch("kept-pushes", () -> (double) pushes.keptCount() / this.properties.maxKeptPushes());
		usage.watch("kept-size", () -> (double) pushes.keptBytes() / this.properties.maxKeptSize().toBytes());
		return usage;
	}

	@Bean
	ConcurrentScrapes concurrentScrapes(ScrapeProperties properties, MeterRegistry meters) {
		return new ConcurrentScrapes(properties.maxConcurrentScrapes(), this.properties.scrapeTimeout(), SCRAPE_GRACE,
				meters);
	}

	@Bean
	Targets targets(AppRegistry registry, FinalPushes pushes) {
		return new Targets(registry, pushes);
	}

	@Bean
	MetricsBody metricsBody(@Qualifier(SCRAPE_SCHEDULER) Scheduler scheduler) {
		return new MetricsBody(scheduler, THREADS);
	}

	@Bean
	ConnectedMetricsHandler connectedMetricsHandler(ConnectedMetrics metrics, ScrapeMeters meters, MetricsBody body) {
		return new ConnectedMetricsHandler(metrics, this.properties.scrapeTimeout(), meters, body);
	}

	@Bean
	AppMetricsHandler appMetricsHandler(AppRegistry registry, Scraper scraper, FinalPushes pushes,
			ConnectedMetrics metrics, MetricsBody body) {
		return new AppMetricsHandler(registry, scraper, pushes, metrics, this.properties.scrapeTimeout(), body);
	}

	@Bean
	ProxyMetricsHandler proxyMetricsHandler(PrometheusMeterRegistry meters,
			@Qualifier(SCRAPE_SCHEDULER) Scheduler scheduler, MetricsBody body) {
		return new ProxyMetricsHandler(meters, scheduler, body);
	}

	@Bean
	DiscoveryHandler discoveryHandler(Targets targets, Scraper scraper, ScrapeProperties properties) {
		return new DiscoveryHandler(targets, scraper, properties.discoveryTarget());
	}

	@Bean
	RouterFunction<ServerResponse> routes(ConnectedMetricsHandler connected, AppMetricsHandler app,
			ProxyMetricsHandler proxy, DiscoveryHandler discovery) {
		return ProxyRoutes.of(connected, app, proxy, discovery);
	}

	@Bean
	OffEventLoopFilter offEventLoopFilter() {
		return new OffEventLoopFilter();
	}

	@Bean
	PushesHealthIndicator pushesHealthIndicator(FinalPushes pushes) {
		return new PushesHealthIndicator(pushes);
	}

	@Bean
	AppServersHealthIndicator appServersHealthIndicator(List<AppServer> servers) {
		return new AppServersHealthIndicator(servers);
	}

}
