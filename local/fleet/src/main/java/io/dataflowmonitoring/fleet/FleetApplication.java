package io.dataflowmonitoring.fleet;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The executable jar: runs a fleet until it is ended.
 */
@Command(name = "fleet", mixinStandardHelpOptions = true, sortOptions = false, usageHelpWidth = 100,
		description = "Runs simulated stream apps that connect to a proxy on this machine, until it is ended.")
public final class FleetApplication implements Callable<Integer> {

	@Option(names = "--apps", paramLabel = "<n>", defaultValue = "50",
			description = "How many (default: ${DEFAULT-VALUE}).")
	private int apps;

	@Option(names = "--tcp-port", paramLabel = "<port>", defaultValue = "7001",
			description = "The proxy's port for TCP (default: ${DEFAULT-VALUE}).")
	private int tcpPort;

	@Option(names = "--websocket-port", paramLabel = "<port>", defaultValue = "8081",
			description = "The proxy's port for WebSocket (default: ${DEFAULT-VALUE}).")
	private int websocketPort;

	@Option(names = "--failure-rate", paramLabel = "<share>", defaultValue = "0",
			description = "Share of attempts that fail in one app of ten, from 0 to 1; above 0, these apps also crash "
					+ "and come back (default: ${DEFAULT-VALUE}).")
	private double failureRate;

	@Option(names = "--delay", paramLabel = "<time>", defaultValue = "PT0S",
			description = "Extra time for each message in another app of ten, such as PT0.15S; with any, these apps "
					+ "also stop answering the proxy, for minutes (default: ${DEFAULT-VALUE}).")
	private Duration delay = Duration.ZERO;

	private FleetApplication() {
	}

	/**
	 * Runs it and exits with its status.
	 * @param arguments the options; {@code --help} lists them
	 */
	public static void main(String[] arguments) {
		System.exit(new CommandLine(new FleetApplication()).execute(arguments));
	}

	/**
	 * Runs the fleet.
	 * @return 0, if it ever returns
	 * @throws ExecutionException if an app does not work
	 * @throws InterruptedException if this thread was interrupted
	 */
	@Override
	public Integer call() throws ExecutionException, InterruptedException {
		List<AppInstance> instances = Streams.instances(this.apps);
		try (Fleet fleet = new Fleet(instances, new Trouble(this.failureRate, this.delay), this.tcpPort,
				this.websocketPort)) {
			fleet.run();
		}
		return 0;
	}

}
