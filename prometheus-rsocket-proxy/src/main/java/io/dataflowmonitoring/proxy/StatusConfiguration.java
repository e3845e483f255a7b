package io.dataflowmonitoring.proxy;

import java.time.Clock;
import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

import io.dataflowmonitoring.proxy.connection.AppRegistry;
import io.dataflowmonitoring.proxy.connection.AppServer;
import io.dataflowmonitoring.proxy.push.FinalPushes;
import io.dataflowmonitoring.proxy.scrape.Scraper;
import io.dataflowmonitoring.proxy.status.RecentFailures;
import io.dataflowmonitoring.proxy.status.ScrapeHistory;
import io.dataflowmonitoring.proxy.status.StatusFeed;
import io.dataflowmonitoring.proxy.status.StatusJson;
import io.dataflowmonitoring.proxy.status.StatusReader;
import io.dataflowmonitoring.proxy.status.StatusSettings;
import io.dataflowmonitoring.proxy.web.AppMetricsHandler;
import io.dataflowmonitoring.proxy.web.LimitUsage;
import io.dataflowmonitoring.proxy.web.ScrapeMeters;
import io.dataflowmonitoring.proxy.web.StatusEventsHandler;
import io.dataflowmonitoring.proxy.web.StatusFiles;
import io.dataflowmonitoring.proxy.web.StatusHandler;
import io.dataflowmonitoring.proxy.web.StatusPage;
import io.dataflowmonitoring.proxy.web.StatusRoutes;

/**
 * What people see.
 */
@Configuration(proxyBeanMethods = false)
class StatusConfiguration {

	private static final String STATUS_SCHEDULER = "statusScheduler";

	/**
	 * One thread, so that who watches never takes more than that from scrapes.
	 */
	@Bean(destroyMethod = "dispose", defaultCandidate = false)
	@Qualifier(STATUS_SCHEDULER)
	Scheduler statusScheduler() {
		return Schedulers.newSingle("status", true);
	}

	@Bean
	ScrapeHistory scrapeHistory(Clock clock, Scraper scraper, ScrapeMeters meters) {
		ScrapeHistory history = new ScrapeHistory(clock);
		scraper.listener(history);
		meters.listener(history::scraped);
		return history;
	}

	@Bean
	StatusReader statusReader(AppRegistry registry, FinalPushes pushes, ScrapeHistory history, LimitUsage limits,
			List<AppServer> servers, MeterRegistry meters, Clock clock, ProxyProperties properties,
			ConnectionProperties connectionProperties, ObjectProvider<BuildProperties> build) {
		BuildProperties built = build.getIfAvailable();
		String version = (built != null) ? built.getVersion() : null;
		StatusSettings settings = new StatusSettings((version != null) ? version : "unknown",
				properties.scrapeTimeout(), properties.retention(), properties.undeliveredRetention(),
				connectionProperties.ssl().bundle() != null,
				connectionProperties.tcpTokenRequired() || connectionProperties.websocketTokenRequired());
		return new StatusReader(registry, pushes, history, new RecentFailures(meters, clock), limits::states, servers,
				settings, clock);
	}

	@Bean
	StatusJson statusJson() {
		return new StatusJson();
	}

	@Bean
	StatusFeed statusFeed(StatusReader reader, StatusJson json, @Qualifier(STATUS_SCHEDULER) Scheduler scheduler) {
		return new StatusFeed(reader, json, scheduler);
	}

	@Bean
	StatusEventsHandler statusEventsHandler(StatusFeed feed) {
		return new StatusEventsHandler(feed);
	}

	@Bean
	RouterFunction<ServerResponse> statusRoutes(StatusReader reader, StatusJson json, StatusEventsHandler events,
			AppMetricsHandler metrics) {
		return StatusRoutes.of(new StatusPage(reader), new StatusHandler(reader, json), events, metrics,
				new StatusFiles());
	}

}
