package io.dataflowmonitoring.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.dataflowmonitoring.benchmarks.BenchmarkCase.Part;
import io.dataflowmonitoring.benchmarks.measure.FleetProcess;
import io.dataflowmonitoring.benchmarks.measure.Median;
import io.dataflowmonitoring.benchmarks.measure.ProxyGroup;
import io.dataflowmonitoring.benchmarks.measure.Scrape;
import io.dataflowmonitoring.benchmarks.report.Figure;

/**
 * Measures proxies that have just started, under one fleet, which has no apps yet.
 */
final class Session {

	/** Prometheus's default. */
	private static final Duration SCRAPE_TIMEOUT = Duration.ofSeconds(10);

	/** For scrapes that are to be complete, whoever answers them. */
	static final Duration PATIENCE = Duration.ofSeconds(60);

	/**
	 * From the start of one scrape to that of the next, until the apps of a storm are all
	 * connected.
	 */
	private static final Duration STORM_INTERVAL = Duration.ofSeconds(1);

	/** How often the apps of a storm are asked whether they are connected. */
	private static final Duration STORM_LOOK = Duration.ofMillis(10);

	private static final int CHURN_SECONDS = 10;

	private static final int FIRST_APPS = 10;

	private final BenchmarkCase work;

	private final Effort effort;

	private final ProxyGroup proxies;

	private final FleetProcess fleet;

	private final Map<Figure, Double> figures = new EnumMap<>(Figure.class);

	Session(BenchmarkCase work, Effort effort, ProxyGroup proxies, FleetProcess fleet) {
		this.work = work;
		this.effort = effort;
		this.proxies = proxies;
		this.fleet = fleet;
	}

	/**
	 * Measures all parts of the case. The fleet has left afterwards.
	 * @return the figures
	 * @throws IOException if a proxy does not do its work
	 * @throws InterruptedException if this thread was interrupted
	 */
	Map<Figure, Double> run() throws IOException, InterruptedException {
		long liveBefore = has(Part.MEMORY) ? liveBytesWithoutApps() : 0;
		boolean complete = coldStorm();
		if (complete && has(Part.IDENTITY)) {
			scrapes(false);
		}
		if (complete && has(Part.GZIP)) {
			scrapes(true);
		}
		if (complete && has(Part.AGAIN)) {
			complete = warmStorm();
		}
		if (complete && has(Part.MEMORY)) {
			double live = this.proxies.liveBytes() - liveBefore;
			this.figures.put(Figure.LIVE_PER_APP, live / this.work.apps() / 1e3);
		}
		if (complete && has(Part.CHURN)) {
			churn();
		}
		if (complete && has(Part.STALLED)) {
			stalled();
		}
		this.figures.put(Figure.PEAK_RSS, this.proxies.peakResidentBytes() / 1e6);
		this.fleet.leave();
		return this.figures;
	}

	/** With what the proxy keeps for good since it has had any apps. */
	private long liveBytesWithoutApps() throws IOException, InterruptedException {
		int some = Math.min(FIRST_APPS, this.work.apps());
		this.proxies.connect(this.fleet, some, this.work.websocket());
		awaitSamples((long) some * this.work.samples());
		this.fleet.leave();
		awaitSamples(0);
		return this.proxies.liveBytes();
	}

	private boolean has(Part part) {
		return this.work.parts().contains(part);
	}

	private boolean coldStorm() throws InterruptedException {
		Storm storm = storm(() -> this.proxies.connect(this.fleet, this.work.apps(), this.work.websocket()));
		this.figures.put(Figure.STORM_SECONDS, storm.seconds());
		this.figures.put(Figure.STORM_CPU, storm.cpu());
		this.figures.put(Figure.STORM_SCRAPES, (double) storm.answered());
		this.figures.put(Figure.STORM_FAILED, (double) storm.failed());
		this.figures.put(Figure.STORM_LONGEST, storm.longest());
		if (!storm.isComplete()) {
			this.figures.put(Figure.STORM_APPS, (double) storm.samples() / this.work.samples());
		}
		return storm.isComplete();
	}

	private boolean warmStorm() throws InterruptedException {
		Storm storm = storm(this.fleet::reconnect);
		this.figures.put(Figure.AGAIN_SECONDS, storm.seconds());
		this.figures.put(Figure.AGAIN_CPU, storm.cpu());
		this.figures.put(Figure.AGAIN_FAILED, (double) storm.failed());
		return storm.isComplete();
	}

	/**
	 * Has all apps connect, and scrapes until all are in a scrape or there is no more
	 * patience: each second, so that it shows whether scrapes are answered meanwhile, and
	 * as soon as all are connected.
	 */
	private Storm storm(Runnable connect) throws InterruptedException {
		int answered = 0;
		int failed = 0;
		double longest = 0;
		long samples = 0;
		boolean ready = false;
		Duration cpuBefore = this.proxies.cpu();
		long start = System.nanoTime();
		connect.run();
		long next = start + STORM_INTERVAL.toNanos();
		while (samples < this.work.total() && secondsSince(start) < this.effort.stormLimit().toSeconds()) {
			ready = ready || this.fleet.isReady();
			if (!ready && System.nanoTime() < next) {
				TimeUnit.NANOSECONDS.sleep(STORM_LOOK.toNanos());
				continue;
			}
			next = System.nanoTime() + STORM_INTERVAL.toNanos();
			try {
				Scrape scrape = this.proxies.scrape(SCRAPE_TIMEOUT, false, true);
				samples = scrape.samples();
				longest = Math.max(longest, seconds(scrape.took()));
				answered++;
			}
			catch (IOException ex) {
				failed++;
				TimeUnit.NANOSECONDS.sleep(STORM_LOOK.toNanos());
			}
		}
		double took = secondsSince(start);
		boolean complete = samples >= this.work.total();
		return new Storm(complete ? took : Double.POSITIVE_INFINITY, seconds(this.proxies.cpu().minus(cpuBefore)),
				answered, failed, longest, samples);
	}

	private void scrapes(boolean gzip) throws IOException, InterruptedException {
		Scrape first = this.proxies.scrape(PATIENCE, gzip, true);
		if (first.samples() != this.work.total()) {
			throw new IllegalStateException(
					"A scrape has " + first.samples() + " samples and not " + this.work.total());
		}
		long warm = System.nanoTime();
		int scrapes = 0;
		while (!this.effort.isWarm(scrapes, secondsSince(warm))) {
			this.proxies.scrape(PATIENCE, gzip, false);
			scrapes++;
		}
		// What a process has used is known to 10 ms only: short scrapes are measured
		// together.
		double one = secondsSince(warm) / scrapes;
		int together = (int) Math.max(1, Math.ceil(this.effort.batch().toMillis() / 1000.0 / one));
		List<Double> took = new ArrayList<>();
		List<Double> cpu = new ArrayList<>();
		List<Double> apps = new ArrayList<>();
		for (int batch = 0; batch < this.effort.batches(); batch++) {
			Duration cpuBefore = this.proxies.cpu();
			Duration appsBefore = this.fleet.usage().cpu();
			double sum = 0;
			for (int i = 0; i < together; i++) {
				Scrape scrape = this.proxies.scrape(PATIENCE, gzip, false);
				sum += seconds(scrape.took());
			}
			took.add(sum / together);
			cpu.add(seconds(this.proxies.cpu().minus(cpuBefore)) / together);
			apps.add(seconds(this.fleet.usage().cpu().minus(appsBefore)) / together);
		}
		double cpuPerSample = Median.of(cpu) / this.work.total() * 1e6;
		this.figures.put(gzip ? Figure.GZIP_SECONDS : Figure.SCRAPE_SECONDS, Median.of(took));
		this.figures.put(gzip ? Figure.GZIP_CPU_PER_SAMPLE : Figure.CPU_PER_SAMPLE, cpuPerSample);
		this.figures.put(gzip ? Figure.GZIP_MEGABYTES : Figure.MEGABYTES, first.bytes() / 1e6);
		if (!gzip) {
			this.figures.put(Figure.SCRAPE_CPU, Median.of(cpu));
			this.figures.put(Figure.APPS_CPU, Median.of(apps));
		}
	}

	private void churn() throws IOException, InterruptedException {
		int some = Math.max(1, this.work.apps() / 10);
		List<Double> took = new ArrayList<>();
		for (int second = 0; second < CHURN_SECONDS; second++) {
			long start = System.nanoTime();
			this.fleet.leave(some);
			this.proxies.connect(this.fleet, some, this.work.websocket());
			took.add(seconds(this.proxies.scrape(PATIENCE, false, false).took()));
			sleepUntil(start + Duration.ofSeconds(1).toNanos());
		}
		awaitSamples(this.work.total());
		this.figures.put(Figure.CHURN_SCRAPES, (double) took.size());
		this.figures.put(Figure.CHURN_SECONDS, Median.of(took));
		this.figures.put(Figure.CHURN_LONGEST, took.stream().mapToDouble((each) -> each).max().orElse(0));
	}

	private void stalled() throws IOException, InterruptedException {
		this.fleet.stall(1);
		Scrape first = this.proxies.scrape(this.effort.stalledTimeout(), false, true);
		this.figures.put(Figure.STALLED_SECONDS, seconds(first.took()));
		this.figures.put(Figure.STALLED_MISSING, (double) (this.work.total() - this.work.samples() - first.samples()));
		this.figures.put(Figure.STALLED_NEXT_SECONDS,
				seconds(this.proxies.scrape(this.effort.stalledTimeout(), false, true).took()));
	}

	private void awaitSamples(long expected) throws IOException, InterruptedException {
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		long samples = this.proxies.scrape(PATIENCE, false, true).samples();
		while (samples != expected) {
			if (System.nanoTime() > deadline) {
				throw new IllegalStateException("A scrape has still " + samples + " samples and not " + expected);
			}
			TimeUnit.MILLISECONDS.sleep(250);
			samples = this.proxies.scrape(PATIENCE, false, true).samples();
		}
	}

	private static void sleepUntil(long nanoTime) throws InterruptedException {
		long left = nanoTime - System.nanoTime();
		if (left > 0) {
			TimeUnit.NANOSECONDS.sleep(left);
		}
	}

	private static double secondsSince(long start) {
		return (System.nanoTime() - start) / 1e9;
	}

	private static double seconds(Duration duration) {
		return duration.toNanos() / 1e9;
	}

	private record Storm(double seconds, double cpu, int answered, int failed, double longest, long samples) {

		boolean isComplete() {
			return Double.isFinite(this.seconds);
		}

	}

}
