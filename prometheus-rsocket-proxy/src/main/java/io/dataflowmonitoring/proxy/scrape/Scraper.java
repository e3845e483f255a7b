package io.dataflowmonitoring.proxy.scrape;

import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import io.dataflowmonitoring.proxy.connection.App;
import io.dataflowmonitoring.proxy.connection.AppRegistry;
import io.dataflowmonitoring.proxy.exposition.Exposition;
import io.dataflowmonitoring.proxy.exposition.ExpositionLimit;
import io.dataflowmonitoring.proxy.exposition.ExpositionReader;
import io.dataflowmonitoring.proxy.exposition.LayoutMemory;
import io.dataflowmonitoring.wire.ExpositionFormat;

/**
 * Pulls all apps for a scrape.
 */
public final class Scraper {

	/**
	 * What is asked for to be merged. One list whatever Prometheus accepts, so that all
	 * scrapes share their pulls; OpenMetrics says more and can be written as text too.
	 */
	private static final List<ExpositionFormat> MERGED = List.of(ExpositionFormat.OPENMETRICS_1_0_0,
			ExpositionFormat.TEXT_0_0_4);

	private final AppRegistry registry;

	private final PullLimits limits;

	private final Clock clock;

	private final LongSupplier nanoTime;

	private final Scheduler scheduler;

	/** An eighth of the heap: what answers take while they are merged is far more. */
	private final LayoutMemory memory = new LayoutMemory(Runtime.getRuntime().maxMemory() / 8);

	/**
	 * A third of the heap. While a scrape is under way, the answers take as much in any
	 * case; beyond that, an app's answer gets a new array each time.
	 */
	private final SpareMemory spareMemory = new SpareMemory(Runtime.getRuntime().maxMemory() / 3);

	private final Map<App, AppPuller> pullers = new ConcurrentHashMap<>();

	private volatile Consumer<AppStatus> listener = (status) -> {
	};

	/**
	 * Creates a scraper.
	 * @param registry knows the apps
	 * @param limits how late and how large the answer of an app may be
	 * @param clock tells when a scrape was
	 * @param nanoTime tells how long a pull takes, like {@link System#nanoTime()}
	 * @param scheduler where results are emitted
	 */
	public Scraper(AppRegistry registry, PullLimits limits, Clock clock, LongSupplier nanoTime, Scheduler scheduler) {
		this.registry = registry;
		this.limits = limits;
		this.clock = clock;
		this.nanoTime = nanoTime;
		this.scheduler = scheduler;
	}

	/**
	 * Says who wants to know how each pull went.
	 * @param listener called for each pull that a scrape has waited for; must be quick
	 */
	public void listener(Consumer<AppStatus> listener) {
		this.listener = listener;
	}

	/**
	 * Pulls all apps at the same time. An app that owes the answer to an earlier scrape
	 * is not asked again; if it has owed it for as long as this scrape may wait, it is
	 * not waited for either.
	 * @param wanted which of the connected apps to pull
	 * @param timeout how long to wait at most
	 * @return one result for each of these apps, in the order in which they connected;
	 * each is to be closed when it is not used any more, as its memory is used again
	 */
	public Mono<List<PullResult>> scrape(Predicate<App> wanted, Duration timeout) {
		return Mono.defer(() -> {
			List<App> apps = this.registry.connected().stream().filter(wanted).toList();
			return pull(apps, MERGED, timeout);
		});
	}

	/**
	 * Pulls one app, in the same way. The answer is that of a scrape of all apps that is
	 * under way if it has the same format.
	 * @param app the app
	 * @param accepted the formats that are accepted, the one preferred coming first
	 * @param timeout how long to wait at most
	 * @return the result; to be closed when it is not used any more
	 */
	public Mono<PullResult> pull(App app, List<ExpositionFormat> accepted, Duration timeout) {
		return Mono.defer(() -> pull(List.of(app), accepted, timeout)).map((results) -> results.get(0));
	}

	/**
	 * Pulls one app in the same way, for somebody who only has a look: nobody is told,
	 * and it does not count as the app's last scrape.
	 * @param app the app
	 * @param accepted the formats that are accepted, the one preferred coming first
	 * @param timeout how long to wait at most
	 * @return the result; to be closed when it is not used any more
	 */
	public Mono<PullResult> look(App app, List<ExpositionFormat> accepted, Duration timeout) {
		return Mono.defer(() -> ask(List.of(app), accepted, timeout)).map((results) -> results.get(0));
	}

	/**
	 * Forgets the apps that are not connected any more.
	 */
	public void forgetGone() {
		Set<App> connected = new HashSet<>(this.registry.connected());
		this.pullers.forEach((app, puller) -> {
			if (!connected.contains(app) && this.pullers.remove(app, puller)) {
				puller.close();
			}
		});
	}

	/**
	 * Lets go of the memory for answers of those apps that were not asked since this was
	 * called last, so that a fleet that nobody scrapes any more takes none.
	 */
	public void forgetUnused() {
		this.pullers.values().forEach(AppPuller::letGoIfUnused);
	}

	private Mono<List<PullResult>> pull(List<App> apps, List<ExpositionFormat> accepted, Duration timeout) {
		return ask(apps, accepted, timeout).doOnNext((results) -> results.forEach(this::takeNote));
	}

	private Mono<List<PullResult>> ask(List<App> apps, List<ExpositionFormat> accepted, Duration timeout) {
		List<PullShare> pulls = apps.stream().map((app) -> puller(app).pull(accepted)).toList();
		// From then on, whoever scrapes closes the results.
		AtomicBoolean handedOver = new AtomicBoolean();
		CompletableFuture<?>[] awaited = pulls.stream()
			.filter((pull) -> pull.age().compareTo(timeout) < 0)
			.map(PullShare::result)
			.toArray(CompletableFuture<?>[]::new);
		Mono<Void> answers = Mono.fromFuture(CompletableFuture.allOf(awaited), true);
		return Mono.firstWithSignal(answers, Mono.delay(timeout).then())
			// Neither the timer nor those who read answers have time for what follows.
			.publishOn(this.scheduler)
			.then(Mono.defer(() -> handedOver.compareAndSet(false, true) ? Mono.just(resultsNow(pulls)) : Mono.empty()))
			.doFinally((signal) -> {
				if (handedOver.compareAndSet(false, true)) {
					pulls.forEach(PullShare::leave);
				}
			});
	}

	/**
	 * Returns how the last scrape went.
	 * @return the statuses of the apps that are connected and have been pulled
	 */
	public List<AppStatus> statuses() {
		return this.registry.connected().stream().map(this::status).filter(Objects::nonNull).toList();
	}

	/**
	 * Returns how the last pull of an app went.
	 * @param app the app
	 * @return the status; null if the app has not been pulled yet
	 */
	public @Nullable AppStatus status(App app) {
		AppPuller puller = this.pullers.get(app);
		return (puller != null) ? puller.status() : null;
	}

	/**
	 * Returns how much of the heap is taken by what is remembered of apps, in bytes.
	 */
	long remembered() {
		return this.memory.used();
	}

	/**
	 * Returns how many bytes of memory are kept for answers to come.
	 */
	long spare() {
		return this.spareMemory.used();
	}

	private static List<PullResult> resultsNow(List<PullShare> pulls) {
		return pulls.stream().map(PullShare::resultNow).toList();
	}

	private void takeNote(PullResult result) {
		Exposition exposition = result.exposition();
		Map<ExpositionLimit, Double> usage = Map.of();
		if (exposition != null) {
			this.registry.identify(result.app(), exposition.identity());
			usage = exposition.usage(this.limits.exposition());
		}
		AppStatus status = AppStatus.of(result, this.clock.instant(), usage);
		puller(result.app()).record(status, result.detail());
		this.listener.accept(status);
	}

	private AppPuller puller(App app) {
		return this.pullers.computeIfAbsent(app, this::newPuller);
	}

	private AppPuller newPuller(App app) {
		ExpositionReader reader = new ExpositionReader(this.limits.exposition(), this.memory);
		AnswerMemory answers = new AnswerMemory(this.spareMemory);
		return new AppPuller(app, reader, answers,
				(accepted) -> Pull.of(app, reader, answers, accepted, this.limits.timeout(), this.nanoTime));
	}

}
