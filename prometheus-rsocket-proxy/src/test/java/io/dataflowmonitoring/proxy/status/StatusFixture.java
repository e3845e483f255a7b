package io.dataflowmonitoring.proxy.status;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import io.dataflowmonitoring.proxy.MutableClock;
import io.dataflowmonitoring.proxy.connection.App;
import io.dataflowmonitoring.proxy.connection.AppRegistry;
import io.dataflowmonitoring.proxy.connection.RegisteredApps;
import io.dataflowmonitoring.proxy.exposition.ExpositionLimits;
import io.dataflowmonitoring.proxy.push.FinalPushes;
import io.dataflowmonitoring.proxy.push.TestPushes;
import io.dataflowmonitoring.proxy.scrape.PullLimits;
import io.dataflowmonitoring.proxy.scrape.Scraper;

/**
 * The rooms that the status is about, with apps that have no connection.
 */
final class StatusFixture {

	static final Duration RETENTION = Duration.ofMinutes(2);

	static final Duration SCRAPE_TIMEOUT = Duration.ofSeconds(10);

	final MutableClock clock = new MutableClock();

	final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	final AppRegistry registry = new AppRegistry(this.clock, RETENTION);

	final FinalPushes pushes = TestPushes.open(this.clock, RETENTION, this.meters);

	final ScrapeHistory history = new ScrapeHistory(this.clock);

	final List<LimitState> limits = new ArrayList<>();

	/** What a pull takes is what this grows by each time that it is looked at. */
	long nanosPerLook;

	private long nanos;

	final Scraper scraper = new Scraper(this.registry, new PullLimits(RETENTION, ExpositionLimits.DEFAULTS), this.clock,
			() -> this.nanos += this.nanosPerLook, Schedulers.immediate());

	final StatusReader reader = new StatusReader(this.registry, this.pushes, this.history,
			new RecentFailures(this.meters, this.clock), () -> this.limits, List.of(),
			new StatusSettings("1.2.3", SCRAPE_TIMEOUT, RETENTION, RETENTION.multipliedBy(10), false, false),
			this.clock);

	StatusFixture() {
		this.scraper.listener(this.history);
	}

	/**
	 * Registers an app that always answers the same, in the text format.
	 */
	App app(String exposition) {
		return RegisteredApps.published(this.registry, Mono.just(exposition.getBytes(StandardCharsets.UTF_8)));
	}

	void scrape() {
		this.scraper.scrape((app) -> true, Duration.ofSeconds(1)).block();
	}

	Problem problem(String kind) {
		return this.reader.status()
			.problems()
			.stream()
			.filter((problem) -> problem.kind().equals(kind))
			.findFirst()
			.orElseThrow(() -> new AssertionError("No " + kind + " among " + this.reader.status().problems()));
	}

}
