package io.dataflowmonitoring.proxy.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import io.dataflowmonitoring.proxy.connection.App;
import io.dataflowmonitoring.proxy.connection.AppRegistry;
import io.dataflowmonitoring.proxy.exposition.Exposition;
import io.dataflowmonitoring.proxy.exposition.MergedExposition;
import io.dataflowmonitoring.proxy.exposition.Source;
import io.dataflowmonitoring.proxy.push.FinalPushes;
import io.dataflowmonitoring.proxy.push.KeptPush;
import io.dataflowmonitoring.proxy.push.PushTimes;
import io.dataflowmonitoring.proxy.scrape.PullResult;
import io.dataflowmonitoring.proxy.scrape.Scraper;
import io.dataflowmonitoring.wire.ExpositionFormat;

/**
 * Brings together what the apps say and what those that are gone said last.
 */
public final class ConnectedMetrics {

	private final AppRegistry registry;

	private final Scraper scraper;

	private final FinalPushes pushes;

	private final Scheduler scheduler;

	/**
	 * Creates the metrics of all apps.
	 * @param registry knows the apps
	 * @param scraper pulls them
	 * @param pushes keeps what apps said last
	 * @param scheduler where expositions are merged
	 */
	public ConnectedMetrics(AppRegistry registry, Scraper scraper, FinalPushes pushes, Scheduler scheduler) {
		this.registry = registry;
		this.scraper = scraper;
		this.pushes = pushes;
		this.scheduler = scheduler;
	}

	/**
	 * Pulls all apps and adds the kept pushes.
	 * @param format the format to write
	 * @param timeout how long to wait for apps
	 * @return what Prometheus gets, emitted on the scheduler
	 */
	Mono<Scrape> scrape(ExpositionFormat format, Duration timeout) {
		return Mono.defer(() -> {
			Set<String> pushed = appsOf(this.pushes.kept());
			return this.scraper.scrape((app) -> !isGone(app, pushed), timeout);
		}).publishOn(this.scheduler).map((results) -> merge(results, format));
	}

	private Scrape merge(List<PullResult> results, ExpositionFormat format) {
		List<KeptPush> kept = this.pushes.kept();
		if (!kept.isEmpty()) {
			this.pushes.replace(results.stream()
				.filter((result) -> result.exposition() != null)
				.map(PullResult::app)
				.filter(this::isBack)
				.map(App::identity)
				.collect(Collectors.toSet()));
			kept = this.pushes.kept();
		}
		Set<String> pushed = appsOf(kept);
		// Nobody else is to say when a push arrived.
		List<Source> sources = new ArrayList<>(times(kept));
		// Where series are the same, live metrics go first, then later pushes.
		for (PullResult result : results) {
			Exposition exposition = result.exposition();
			// An app may have pushed since it answered.
			if (exposition != null && !isGone(result.app(), pushed)) {
				sources.add(new Source(result.app().toString(), exposition));
			}
		}
		kept.stream().map(ConnectedMetrics::source).forEach(sources::add);
		return Scrape.of(new MergedExposition(sources, format), kept, results);
	}

	/**
	 * Shows one push alone.
	 * @param push the push
	 * @param format the format to write
	 */
	Scrape show(KeptPush push, ExpositionFormat format) {
		List<KeptPush> pushes = List.of(push);
		List<Source> sources = new ArrayList<>(times(pushes));
		sources.add(source(push));
		return Scrape.of(new MergedExposition(sources, format), pushes, List.of());
	}

	private static List<Source> times(List<KeptPush> pushes) {
		return pushes.isEmpty() ? List.of() : List.of(new Source("(the proxy itself)", PushTimes.of(pushes)));
	}

	private static Source source(KeptPush push) {
		return new Source(push.toString(), push.exposition());
	}

	/**
	 * Takes note that a scrape was written out completely.
	 * @param scrape the scrape
	 */
	void written(Scrape scrape) {
		this.pushes.delivered(scrape.pushes());
	}

	/**
	 * Returns whether an app's push takes the place of its live metrics. An app that is
	 * back may have the id that it had before, but has not pushed again.
	 */
	private static boolean isGone(App app, Set<String> pushed) {
		return app.hasPushed() && pushed.contains(app.id());
	}

	/**
	 * Takes note that an app has answered: if it is back, its final push goes.
	 * @param app the app
	 */
	void back(App app) {
		if (isBack(app)) {
			this.pushes.replace(Set.of(app.identity()));
		}
	}

	private boolean isBack(App app) {
		return !app.hasPushed() && this.registry.isConnected(app);
	}

	private static Set<String> appsOf(List<KeptPush> pushes) {
		return pushes.stream().map(KeptPush::app).collect(Collectors.toSet());
	}

	/**
	 * What one scrape gets.
	 *
	 * @param exposition knows what came of the merge
	 * @param metrics the exposition, to be written once
	 * @param pushes the kept pushes that are part of it
	 */
	record Scrape(MergedExposition exposition, PulledMetrics metrics, List<KeptPush> pushes) {

		private static Scrape of(MergedExposition exposition, List<KeptPush> pushes, List<PullResult> answers) {
			return new Scrape(exposition, new PulledMetrics(exposition::writeNext, answers), pushes);
		}

	}

}
