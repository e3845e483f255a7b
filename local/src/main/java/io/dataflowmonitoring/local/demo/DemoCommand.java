package io.dataflowmonitoring.local.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The options of {@code ./demo}.
 */
@Command(name = "demo", customSynopsis = "./demo [options]", sortOptions = false, usageHelpWidth = 100,
		description = { "Starts Kafka, the proxy, three stream apps and, again and again, a task on this machine, "
				+ "and shows their metrics as they come through the proxy. Ctrl-C ends everything.", "" })
public final class DemoCommand implements Callable<Integer> {

	private static final DateTimeFormatter RUN = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

	@Option(names = "--duration", paramLabel = "<time>", converter = DurationConverter.class,
			description = "End by itself this long after all apps are connected, e.g. 60s or 2m. Exit code 0: "
					+ "everything was seen; 1: something was missing, and what. Default: run until Ctrl-C.")
	private @Nullable Duration duration;

	@Option(names = "--rate", paramLabel = "<n>",
			description = "Orders per second that demo-source makes (default: ${DEFAULT-VALUE}).")
	private int rate = 10;

	@Option(names = "--fail",
			description = "Make apps and tasks fail, and say where to look for it: short for --failure-rate=0.2.")
	private boolean fail;

	@Option(names = "--slow",
			description = "Make apps and tasks slow, and say where to look for it: short for --delay=150ms.")
	private boolean slow;

	@Option(names = "--apps", paramLabel = "<n>",
			description = "Run that many simulated apps beside the real ones, 200 at most, all in one process. With "
					+ "--fail, one in ten crashes now and then; with --slow, one in ten stops answering.")
	private int apps;

	@Option(names = "--failure-rate", paramLabel = "<share>",
			description = "Share of attempts that fail in demo-processor and demo-sink, from 0 to 1, to see errors, "
					+ "retries and dead letters, such as 0.2; above 0, every third task fails too. " + "Default: none.")
	private @Nullable Double failureRate;

	@Option(names = "--delay", paramLabel = "<time>", converter = DurationConverter.class,
			description = "Extra time for each order in demo-processor, demo-sink and the task, such as 20ms. "
					+ "Default: none.")
	private @Nullable Duration delay;

	@Option(names = "--task-every", paramLabel = "<time>", defaultValue = "30s", converter = DurationConverter.class,
			description = "Time from one start of the task to the next (default: ${DEFAULT-VALUE}).")
	private Duration taskInterval = Duration.ZERO;

	@Option(names = "--dataflow", arity = "0..1", fallbackValue = "2.11.5", paramLabel = "<version>",
			description = "Have the apps deployed and launched by a Spring Cloud Data Flow server: "
					+ "${FALLBACK-VALUE}, or 2.7.0. The first time, Maven gets the servers.")
	private @Nullable String dataFlow;

	@Option(names = "--no-prometheus", description = "Do not start Prometheus, even if it is on the PATH.")
	private boolean noPrometheus;

	@Option(names = "--no-grafana", description = "Do not start Grafana, even if it is on the PATH.")
	private boolean noGrafana;

	/** For the help text only: the script has built before it starts this. */
	@Option(names = "--build", description = "Build first, even if the jars are there.")
	boolean build;

	@Option(names = { "-h", "--help" }, usageHelp = true, description = "Show this text.")
	boolean help;

	@Spec
	@SuppressWarnings("NullAway.Init")
	private CommandSpec spec;

	@ArgGroup(validate = false, heading = "%nPorts, all of 127.0.0.1; 0 is any free one:%n")
	private PortOptions ports = new PortOptions();

	/** The folder of the checkout; given by the script. */
	@Option(names = "--project", hidden = true)
	private Path project = Path.of("");

	/** Whether standard output is a terminal; given by the script. */
	@Option(names = "--table", hidden = true)
	private boolean table;

	/**
	 * Whether only to check the options and that the ports are free; given by the script
	 * before it gets what is large.
	 */
	@Option(names = "--check", hidden = true)
	private boolean check;

	/**
	 * Runs the demo, or only checks what it was asked to do.
	 * @return 0 if it ended by itself and everything was seen, or nothing was wrong with
	 * the options, otherwise 1
	 * @throws IOException if a file cannot be written
	 * @throws InterruptedException if this thread was interrupted
	 */
	@Override
	public Integer call() throws IOException, InterruptedException {
		try {
			DemoSettings settings = settings();
			if (this.check) {
				return 0;
			}
			return new Demo(settings, display(System.out), Clock.systemUTC()).run() ? 0 : 1;
		}
		catch (DemoException ex) {
			System.err.println(ex.getMessage());
			return 1;
		}
	}

	private Display display(PrintStream out) {
		String noColor = System.getenv("NO_COLOR");
		return this.table ? new TableDisplay(out, noColor == null || noColor.isEmpty()) : new LineDisplay(out);
	}

	private DemoSettings settings() {
		if (this.rate < 1) {
			throw new DemoException("--rate must be at least 1 (order per second), but is " + this.rate);
		}
		if (this.apps < 0 || this.apps > SimulatedApps.MOST) {
			throw new DemoException("--apps must be from 0 to %d, but is %d. For more there is benchmarks/run."
				.formatted(SimulatedApps.MOST, this.apps));
		}
		Faults faults = faults();
		refuseWhatHasNoEffect();
		Programs programs = new Programs(Optional.ofNullable(System.getenv("PATH")).orElse(""));
		Optional<Path> prometheus = this.noPrometheus ? Optional.empty() : programs.find("prometheus");
		// Without Prometheus it would have nothing to show.
		Optional<Path> grafana = (this.noGrafana || prometheus.isEmpty()) ? Optional.empty()
				: programs.find("grafana", "grafana-server");
		Ports resolved = this.ports.resolve(this.dataFlow != null, prometheus.isPresent(), grafana.isPresent());
		String name = LocalDateTime.now(ZoneId.systemDefault()).format(RUN) + "-" + ProcessHandle.current().pid();
		return new DemoSettings(this.project, Optional.ofNullable(this.dataFlow),
				this.project.resolve("local/target/demo").resolve(name), resolved, this.rate, faults, this.apps,
				this.taskInterval, Optional.ofNullable(this.duration), prometheus, grafana);
	}

	private Faults faults() {
		Double share = this.failureRate;
		if (share != null && this.fail) {
			throw new DemoException("Give --fail or --failure-rate, not both: --fail is short for --failure-rate="
					+ Faults.SOME_FAILURES);
		}
		if (share != null && !(share >= 0 && share <= 1)) {
			throw new DemoException("--failure-rate must be from 0 to 1, but is " + share);
		}
		Duration time = this.delay;
		if (time != null && this.slow) {
			throw new DemoException("Give --slow or --delay, not both: --slow is short for --delay="
					+ Faults.SOME_DELAY.toMillis() + "ms");
		}
		return new Faults((share != null) ? share : this.fail ? Faults.SOME_FAILURES : 0,
				(time != null) ? time : this.slow ? Faults.SOME_DELAY : Duration.ZERO);
	}

	/** Whoever gives a port relies on it. */
	private void refuseWhatHasNoEffect() {
		boolean withDataFlow = this.dataFlow != null;
		String reason = withDataFlow ? "with --dataflow: Data Flow chooses the ports of the apps"
				: "without --dataflow: only that starts Skipper, Data Flow and its database";
		List<String> given = (withDataFlow ? PortOptions.WITHOUT_DATA_FLOW : PortOptions.WITH_DATA_FLOW).stream()
			.filter(this.spec.commandLine().getParseResult()::hasMatchedOption)
			.toList();
		if (!given.isEmpty()) {
			throw new DemoException("%s %s no effect %s. Leave %s out.".formatted(String.join(" and ", given),
					(given.size() == 1) ? "has" : "have", reason, (given.size() == 1) ? "it" : "them"));
		}
	}

}
