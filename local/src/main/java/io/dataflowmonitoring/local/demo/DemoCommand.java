package io.dataflowmonitoring.local.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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
		Programs programs = new Programs(Optional.ofNullable(System.getenv("PATH")).orElse(""));
		Optional<Path> prometheus = this.noPrometheus ? Optional.empty() : programs.find("prometheus");
		// Without Prometheus it would have nothing to show.
		Optional<Path> grafana = (this.noGrafana || prometheus.isEmpty()) ? Optional.empty()
				: programs.find("grafana", "grafana-server");
		Ports resolved = this.ports.resolve(this.dataFlow != null, prometheus.isPresent(), grafana.isPresent());
		String name = LocalDateTime.now(ZoneId.systemDefault()).format(RUN) + "-" + ProcessHandle.current().pid();
		return new DemoSettings(this.project, Optional.ofNullable(this.dataFlow),
				this.project.resolve("local/target/demo").resolve(name), resolved, this.rate, this.taskInterval,
				Optional.ofNullable(this.duration), prometheus, grafana);
	}

}
