package io.dataflowmonitoring.proxy.status;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.dataflowmonitoring.proxy.connection.App;
import io.dataflowmonitoring.proxy.exposition.MergeReport;
import io.dataflowmonitoring.proxy.scrape.AppStatus;
import io.dataflowmonitoring.proxy.scrape.PullResult;

/**
 * Takes note of each scrape, whether anybody watches or not.
 */
public final class ScrapeHistory implements Consumer<AppStatus> {

	/** What a scrape that did not fail is called here. */
	static final String OK = "ok";

	private static final byte OK_NUMBER = 0;

	private final Clock clock;

	private final Map<App, PullHistory> pulls = new ConcurrentHashMap<>();

	/** The few that there are; the index is the number in a history. */
	private final List<String> results = new CopyOnWriteArrayList<>(List.of(PullResult.NONE));

	private final Timeline timeline = new Timeline();

	/** Of all connected apps, as they answered last. */
	private final AtomicLong samples = new AtomicLong();

	private volatile @Nullable WholeScrape lastScrape;

	private volatile @Nullable Instant lastPull;

	/**
	 * Creates an empty history.
	 * @param clock tells when a scrape of all apps was
	 */
	public ScrapeHistory(Clock clock) {
		this.clock = clock;
	}

	/**
	 * Takes note of the scrape of one app.
	 * @param status how it went
	 */
	@Override
	public void accept(AppStatus status) {
		byte result = number(status.reason());
		this.pulls.compute(status.app(), (app, known) -> {
			PullHistory history = (known != null) ? known : new PullHistory();
			history.add(status, result);
			count(history, status.samples().orElse(0));
			return history;
		});
		this.timeline.pulled(status.time(), PullHistory.micros(status), status.isUp(), this.samples.get());
		this.lastPull = status.time();
	}

	/**
	 * Takes note of a scrape of all apps that was written out completely.
	 * @param took how long it took
	 * @param report what came of merging
	 */
	public void scraped(Duration took, MergeReport report) {
		Instant now = this.clock.instant();
		this.timeline.scraped(now, (int) Math.min(Integer.MAX_VALUE, took.toNanos() / 1_000));
		this.lastScrape = new WholeScrape(now, took.toNanos() / 1e9, report.samples(), report.bytes());
	}

	/**
	 * Forgets apps, and does not count the samples of those that are gone any more.
	 * @param connected those whose samples count
	 * @param known those that are not to be forgotten
	 */
	public void forgetAllBut(Collection<App> connected, Collection<App> known) {
		for (App app : this.pulls.keySet()) {
			if (!connected.contains(app)) {
				// Not while a scrape of it is taken note of.
				this.pulls.computeIfPresent(app, (gone, history) -> {
					count(history, 0);
					return known.contains(gone) ? history : null;
				});
			}
		}
	}

	private void count(PullHistory history, int samples) {
		this.samples.addAndGet(history.count(samples));
	}

	@Nullable AppStatus last(App app) {
		PullHistory history = this.pulls.get(app);
		return (history != null) ? history.last() : null;
	}

	List<@Nullable Double> durations(App app) {
		PullHistory history = this.pulls.get(app);
		return (history != null) ? history.durations(OK_NUMBER) : List.of();
	}

	List<PastScrape> scrapes(App app) {
		PullHistory history = this.pulls.get(app);
		return (history != null) ? history.scrapes((number) -> result(this.results.get(number))) : List.of();
	}

	List<TimelinePoint> timeline(Instant now) {
		return this.timeline.points(now);
	}

	/**
	 * Returns how many samples the connected apps gave when they answered last.
	 */
	long samples() {
		return this.samples.get();
	}

	/**
	 * Returns the last scrape of all apps, or {@code null} if there was none.
	 */
	@Nullable WholeScrape lastScrape() {
		return this.lastScrape;
	}

	/**
	 * Returns when any app was asked last, or {@code null} if none was.
	 */
	@Nullable Instant lastPull() {
		return this.lastPull;
	}

	static String result(String reason) {
		return reason.equals(PullResult.NONE) ? OK : reason;
	}

	private byte number(String reason) {
		int number = this.results.indexOf(reason);
		if (number < 0) {
			synchronized (this.results) {
				number = this.results.indexOf(reason);
				if (number < 0) {
					this.results.add(reason);
					number = this.results.size() - 1;
				}
			}
		}
		return (byte) number;
	}

	/**
	 * A scrape of all apps.
	 *
	 * @param time when it ended
	 * @param durationSeconds how long it took
	 * @param samples how many samples it had
	 * @param sizeBytes its size before compression
	 */
	public record WholeScrape(Instant time, double durationSeconds, long samples, long sizeBytes) {
	}

}
