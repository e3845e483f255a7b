package io.dataflowmonitoring.local.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
	private static final String GRAPH = "/graph?g0.tab=0&g0.range_input=5m&g0.expr=sum(rate(demo_orders_received_total%5B1m%5D))";

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
		Findings findings = new Findings(this.settings.prometheus().isPresent());
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
		this.display.say("Starting %s. Logs: %s".formatted(servers(), this.settings.logs()));
		suite.startServers();
		Duration servers = Duration.between(start, this.clock.instant());
		this.display.say("They are ready after %s. %s the stream apps.".formatted(Times.seconds(servers),
				this.settings.dataFlow().isPresent() ? "Deploying" : "Starting"));
		suite.startApps();
		this.display.say(addresses());
		return new Watch(this.settings, suite, findings, this.display, this.clock, start).untilOver();
	}

	private String servers() {
		return this.settings.dataFlow()
			.map((version) -> "Kafka, the proxy, Skipper and Data Flow " + version)
			.orElse("Kafka and the proxy");
	}

	private String addresses() {
		List<String> lines = new ArrayList<>();
		if (this.settings.dataFlow().isPresent()) {
			lines.add("Data Flow:            " + this.settings.dataFlowUri()
					+ ", its shell in another terminal: dataflow/shell");
		}
		lines.add("Metrics of all apps:  " + this.settings.proxyUri().resolve("/metrics/connected"));
		lines.add("Metrics of the proxy: " + this.settings.proxyUri().resolve("/metrics/proxy"));
		if (this.settings.prometheus().isPresent()) {
			lines.add("Prometheus:           " + this.settings.prometheusUri().resolve(GRAPH));
		}
		else {
			lines.add("Prometheus would keep these metrics, but is not started: https://prometheus.io/download/ or "
					+ "apt-get install --no-install-recommends prometheus");
		}
		if (this.settings.grafana().isPresent()) {
			lines.add("Grafana:              " + this.settings.grafanaUri());
		}
		else {
			lines.add("Grafana would draw them, but is not started: https://grafana.com/grafana/download");
		}
		return String.join("\n", lines);
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
