package io.dataflowmonitoring.proxy.scrape;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import reactor.core.publisher.Mono;

import io.dataflowmonitoring.proxy.connection.App;
import io.dataflowmonitoring.proxy.connection.AppRegistry;
import io.dataflowmonitoring.proxy.exposition.Exposition;

/**
 * Pulls all apps for a scrape.
 */
public final class Scraper {

	private final AppRegistry registry;

	private final Duration pullTimeout;

	private final LongSupplier nanoTime;

	private final Map<App, AppPuller> pullers = new ConcurrentHashMap<>();

	/**
	 * Creates a scraper.
	 * @param registry knows the apps
	 * @param pullTimeout after how long an app's answer is given up for good. Much longer
	 * than a scrape may take: a slow app must not be asked again while it is still busy
	 * with the last question.
	 * @param nanoTime tells the time, like {@link System#nanoTime()}
	 */
	public Scraper(AppRegistry registry, Duration pullTimeout, LongSupplier nanoTime) {
		this.registry = registry;
		this.pullTimeout = pullTimeout;
		this.nanoTime = nanoTime;
	}

	/**
	 * Pulls all apps at the same time. An app that owes the answer to an earlier scrape
	 * is not asked again; if it has owed it for as long as this scrape may wait, it is
	 * not waited for either.
	 * @param wanted which of the connected apps to pull
	 * @param timeout how long to wait at most
	 * @return one result for each of these apps, in the order in which they connected
	 */
	public Mono<List<PullResult>> scrape(Predicate<App> wanted, Duration timeout) {
		return Mono.defer(() -> {
			List<App> apps = this.registry.connected().stream().filter(wanted).toList();
			this.pullers.keySet().retainAll(new HashSet<>(apps));
			List<Pull> pulls = apps.stream().map(this::puller).map(AppPuller::pull).toList();
			CompletableFuture<?>[] awaited = pulls.stream()
				.filter((pull) -> pull.age().compareTo(timeout) < 0)
				.map(Pull::result)
				.toArray(CompletableFuture<?>[]::new);
			Mono<Void> answers = Mono.fromFuture(CompletableFuture.allOf(awaited), true);
			return Mono.firstWithSignal(answers, Mono.delay(timeout).then())
				.then(Mono.fromSupplier(() -> pulls.stream().map(Pull::resultNow).toList()))
				.doOnNext((results) -> results.forEach(this::takeNote));
		});
	}

	/**
	 * Returns how the last scrape went.
	 * @return the statuses of the apps that are connected and have been pulled
	 */
	public List<AppStatus> statuses() {
		return this.registry.connected()
			.stream()
			.map(this.pullers::get)
			.filter(Objects::nonNull)
			.map(AppPuller::status)
			.filter(Objects::nonNull)
			.toList();
	}

	private void takeNote(PullResult result) {
		Exposition exposition = result.exposition();
		if (exposition != null) {
			this.registry.identify(result.app(), exposition.identity());
		}
		puller(result.app()).record(result);
	}

	private AppPuller puller(App app) {
		return this.pullers.computeIfAbsent(app, (key) -> new AppPuller(key, this.pullTimeout, this.nanoTime));
	}

}
