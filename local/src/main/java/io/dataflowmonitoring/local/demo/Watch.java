package io.dataflowmonitoring.local.demo;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

import io.dataflowmonitoring.local.process.ChildProcess;
import io.dataflowmonitoring.local.process.ChildProcessException;
import org.jspecify.annotations.Nullable;

/**
 * Watches a started suite: reads what the proxy and Prometheus have of it, shows that,
 * starts the task when its time has come, and tells in the end what was missing.
 */
final class Watch {

	private static final Duration TICK = Duration.ofSeconds(1);

	private static final Duration CONNECT_TIMEOUT = Duration.ofMinutes(3);

	private final DemoSettings settings;

	private final Suite suite;

	private final Display display;

	private final Clock clock;

	private final Instant start;

	private final Instant watchedSince;

	private final TaskRuns tasks;

	private final Findings findings;

	private final Throughput throughput = new Throughput();

	private final ProxyReader proxy;

	private final @Nullable PrometheusReader prometheus;

	private @Nullable Reading reading;

	private @Nullable String problem;

	/**
	 * Creates it.
	 * @param settings what the run is asked to do
	 * @param suite the suite
	 * @param findings what it adds to
	 * @param display where to show how things stand
	 * @param clock the clock
	 * @param start when the suite was started
	 */
	Watch(DemoSettings settings, Suite suite, Findings findings, Display display, Clock clock, Instant start) {
		this.settings = settings;
		this.suite = suite;
		this.findings = findings;
		this.display = display;
		this.clock = clock;
		this.start = start;
		this.watchedSince = clock.instant();
		this.tasks = new TaskRuns(suite::startTask, settings.taskInterval(), settings.faults()::failsTask);
		HttpClient http = HttpClient.newHttpClient();
		this.proxy = new ProxyReader(http, settings.proxyUri(), clock);
		this.prometheus = settings.prometheus().isPresent() ? new PrometheusReader(http, settings.prometheusUri())
				: null;
	}

	/**
	 * Watches until the time is over: the duration asked for, or 3 minutes without all
	 * apps connected.
	 * @return what was missing by then: nothing, if all is well
	 * @throws ChildProcessException if a process ended that should not
	 * @throws InterruptedException if this thread was interrupted
	 */
	List<String> untilOver() throws InterruptedException {
		Instant connectedAt = null;
		while (true) {
			read();
			if (connectedAt == null && allUp()) {
				connectedAt = this.clock.instant();
				this.display.say("All apps are connected after " + Times.seconds(elapsed()) + ".");
				String trouble = new Guide(this.settings).trouble();
				if (!trouble.isEmpty()) {
					this.display.say(trouble);
				}
			}
			if (connectedAt != null) {
				this.tasks.startIfDue(this.clock.instant());
			}
			this.display.show(status());
			if (isOver(connectedAt)) {
				return missing();
			}
			Optional<ChildProcess> dead = this.suite.awaitDeath(TICK);
			if (dead.isPresent()) {
				throw dead.get().died();
			}
		}
	}

	private void read() throws InterruptedException {
		try {
			this.problem = null;
			Reading current = this.proxy.read();
			this.reading = current;
			this.findings.add(current);
			this.throughput.add(current);
		}
		catch (IOException ex) {
			this.problem = "The proxy did not answer: " + ex;
		}
		if (this.prometheus != null) {
			try {
				this.findings.add(this.prometheus);
			}
			catch (IOException ex) {
				// Not up yet: what it has not shown by the end is reported then.
			}
		}
	}

	private boolean allUp() {
		Reading current = this.reading;
		return current != null && Stream.of(StreamApp.values()).allMatch(current::isUp)
				&& this.findings.hasSeenSimulatedApps();
	}

	private boolean isOver(@Nullable Instant connectedAt) {
		if (connectedAt == null) {
			return Duration.between(this.watchedSince, this.clock.instant()).compareTo(CONNECT_TIMEOUT) > 0;
		}
		Duration connected = Duration.between(connectedAt, this.clock.instant());
		return this.settings.duration().filter((duration) -> connected.compareTo(duration) >= 0).isPresent();
	}

	private List<String> missing() {
		List<String> missing = new ArrayList<>(this.findings.missing());
		if (!missing.isEmpty() && this.problem != null) {
			missing.add(this.problem);
		}
		for (ChildProcess failed : this.tasks.failedUnasked()) {
			missing.add(failed + " ended with exit code " + failed.exitCode().orElseThrow() + ": " + failed.log());
		}
		return missing;
	}

	private Status status() {
		Reading current = this.reading;
		List<Status.App> apps = Stream.of(StreamApp.values()).map((app) -> status(app, current)).toList();
		Status.Tasks runs = new Status.Tasks(this.findings.finishedTasks(), this.tasks.failed().size(),
				this.tasks.running());
		return new Status(elapsed(), apps, simulated(current), runs, (current != null) ? current.pushesKept() : 0,
				(current != null) ? current.samples() : 0, (current != null) ? current.took() : Duration.ZERO,
				Optional.ofNullable(this.problem));
	}

	private Optional<Status.Simulated> simulated(@Nullable Reading current) {
		int apps = this.settings.simulatedApps();
		if (apps == 0) {
			return Optional.empty();
		}
		return Optional
			.of((current != null)
					? new Status.Simulated(apps, current.simulatedUp(), current.simulatedSamples(),
							current.simulatedScrapeSeconds())
					: new Status.Simulated(apps, 0, 0, OptionalDouble.empty()));
	}

	private Status.App status(StreamApp app, @Nullable Reading current) {
		if (current == null) {
			return new Status.App(app.label(), false, 0, 0, OptionalDouble.empty(), OptionalDouble.empty());
		}
		return new Status.App(app.label(), current.isUp(app), (long) current.messages(app),
				this.throughput.messagesPerSecond(app), current.samples(app), current.scrapeSeconds(app));
	}

	private Duration elapsed() {
		return Duration.between(this.start, this.clock.instant());
	}

}
