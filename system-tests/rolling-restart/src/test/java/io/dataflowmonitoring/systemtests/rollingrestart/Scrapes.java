package io.dataflowmonitoring.systemtests.rollingrestart;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import io.dataflowmonitoring.systemtests.support.Proxy;

/**
 * Scrapes both proxies again and again, as Prometheus would, only more often.
 */
final class Scrapes {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private final String metric;

	private final List<Proxy> proxies;

	private final Duration interval;

	private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();

	private final List<Set<String>> seen = new ArrayList<>();

	private final List<String> log = new ArrayList<>();

	Scrapes(String metric, Duration interval, Proxy... proxies) {
		this.metric = metric;
		this.interval = interval;
		this.proxies = List.of(proxies);
	}

	void start() {
		ScheduledFuture<?> unused = this.scheduler.scheduleWithFixedDelay(this::scrape, 0, this.interval.toMillis(),
				TimeUnit.MILLISECONDS);
	}

	/**
	 * Ends after the scrape that is under way.
	 */
	void stop() throws InterruptedException {
		this.scheduler.shutdown();
		if (!this.scheduler.awaitTermination(TIMEOUT.toSeconds() * 4, TimeUnit.SECONDS)) {
			throw new AssertionError("A scrape does not end");
		}
	}

	/**
	 * Returns the apps that either proxy had in the scrape just now.
	 */
	Set<String> scrapeOnce() {
		Set<String> apps = new HashSet<>();
		this.proxies.forEach((proxy) -> apps.addAll(appsOf(proxy)));
		return apps;
	}

	/**
	 * Returns the apps of one proxy; none if it does not answer.
	 */
	Set<String> appsOf(Proxy proxy) {
		Set<String> apps = new HashSet<>();
		try {
			proxy.scrape(TIMEOUT).samples(this.metric).forEach((sample) -> apps.add(sample.label("instance")));
		}
		catch (AssertionError ex) {
			// Down.
		}
		return apps;
	}

	/**
	 * Returns how many scrapes there were until now.
	 */
	synchronized int count() {
		return this.seen.size();
	}

	/**
	 * Returns for each app how many scrapes in a row it was missing at most.
	 */
	synchronized Map<String, Integer> longestGaps(Set<String> apps) {
		Map<String, Integer> longest = new HashMap<>();
		for (String app : apps) {
			int gap = 0;
			int most = 0;
			for (Set<String> scrape : this.seen) {
				gap = scrape.contains(app) ? 0 : gap + 1;
				most = Math.max(most, gap);
			}
			longest.put(app, most);
		}
		return longest;
	}

	/**
	 * Returns one line for each scrape.
	 */
	synchronized String log() {
		return String.join("\n", this.log);
	}

	private void scrape() {
		Instant start = Instant.now();
		List<Integer> counts = new ArrayList<>();
		Set<String> apps = new HashSet<>();
		for (Proxy proxy : this.proxies) {
			Set<String> part = appsOf(proxy);
			counts.add(part.size());
			apps.addAll(part);
		}
		synchronized (this) {
			this.seen.add(apps);
			this.log.add(start + " " + counts + " together " + apps.size());
		}
	}

}
