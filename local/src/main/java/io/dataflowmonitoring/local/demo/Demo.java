package io.dataflowmonitoring.local.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import io.dataflowmonitoring.local.process.ChildProcessException;

/**
 * One run of the demo: starts the suite, watches it, ends it however the run ends, and
 * reports.
 */
final class Demo {

	private static final Duration SIGNAL_DELAY = Duration.ofMillis(500);

	/** The sink's throughput, as a graph. */
	private final DemoSettings settings;

	private final Display display;

	private final Clock clock;

	private boolean ended;

	Demo(DemoSettings settings, Display display, Clock clock) {
		this.settings = settings;
		this.display = display;
		this.clock = clock;
	}

	/**
	 * Runs until its time is over or something fails. Should the JVM be told to end
	 * before that, the suite is ended too.
	 * @return {@code true} if everything was seen that should be
	 * @throws IOException if a file cannot be written
	 * @throws InterruptedException if this thread was interrupted
	 */
	boolean run() throws IOException, InterruptedException {
		Suite suite = this.settings.dataFlow()
			.<Suite>map((version) -> new DataFlowSuite(this.settings, version, this.display))
			.orElseGet(() -> new LocalSuite(this.settings));
		Thread hook = new Thread(() -> end(suite), "end of the suite");
		Runtime.getRuntime().addShutdownHook(hook);
		Findings findings = new Findings(this.settings.prometheus().isPresent(), this.settings.simulatedApps());
		boolean seen = false;
		String outcome;
		try {
			List<String> missing = watch(suite, findings);
			seen = missing.isEmpty();
			outcome = seen ? findings.seen() : "Not all was seen:\n  " + String.join("\n  ", missing);
		}
		catch (ChildProcessException ex) {
			outcome = String.valueOf(ex.getMessage());
			// Ctrl-C on a terminal reaches the children as well, perhaps before this JVM:
			// then the hook comes first, and this is not a failure.
			Thread.sleep(SIGNAL_DELAY.toMillis());
		}
		finally {
			end(suite);
		}
		if (!isShuttingDown(hook)) {
			this.display.say(outcome);
		}
		return seen;
	}

	private List<String> watch(Suite suite, Findings findings) throws IOException, InterruptedException {
		Instant start = this.clock.instant();
		Guide guide = new Guide(this.settings);
		this.display.say(guide.beginning());
		suite.startServers();
		Duration servers = Duration.between(start, this.clock.instant());
		this.display.say("They are ready after %s. %s the stream apps.".formatted(Times.seconds(servers),
				this.settings.dataFlow().isPresent() ? "Deploying" : "Starting"));
		suite.startApps();
		this.display.say(guide.addresses());
		return new Watch(this.settings, suite, findings, this.display, this.clock, start).untilOver();
	}

	/** Ends the suite, once: whoever comes second waits until it has ended. */
	private synchronized void end(Suite suite) {
		if (this.ended) {
			return;
		}
		this.ended = true;
		this.display.finish();
		this.display.say(this.settings.dataFlow().isPresent()
				? "Ending every process; Data Flow undeploys the stream first." : "Ending every process.");
		suite.stop();
		try {
			removeData();
			this.display.say("Every process has ended. Logs: " + this.settings.logs());
		}
		catch (IOException ex) {
			this.display.say("Every process has ended, but the data could not be removed: " + ex);
		}
	}

	private void removeData() throws IOException {
		if (!Files.exists(this.settings.data())) {
			return;
		}
		try (Stream<Path> files = Files.walk(this.settings.data())) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.deleteIfExists(file);
			}
		}
	}

	private static boolean isShuttingDown(Thread hook) {
		try {
			Runtime.getRuntime().removeShutdownHook(hook);
			return false;
		}
		catch (IllegalStateException ex) {
			return true;
		}
	}

}
