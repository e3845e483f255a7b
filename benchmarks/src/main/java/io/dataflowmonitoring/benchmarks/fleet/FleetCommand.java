package io.dataflowmonitoring.benchmarks.fleet;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The process: reads commands, a line each, and confirms each with a line. It ends when
 * its input does, so that it does not outlive whoever has started it.
 */
@Command(name = "fleet", mixinStandardHelpOptions = true, usageHelpWidth = 100,
		description = { "Apps that are monitored through our client. Commands on standard input, a line each:",
				"connect <count> <port> <tcp|websocket>, reconnect, leave <count>, stall <count>",
				"ready: a second line says how many apps their proxy has accepted" })
public final class FleetCommand implements Callable<Integer> {

	@Option(names = "--samples", defaultValue = "1000", description = "Samples of each app: ${DEFAULT-VALUE}")
	private int samples;

	@Option(names = "--first", defaultValue = "0", description = "Number of the first app: ${DEFAULT-VALUE}")
	private int first;

	@Option(names = "--changing", description = "A third of the samples has a new value each time")
	private boolean changing;

	/**
	 * Runs until the input ends.
	 * @param args the options; {@code --help} lists them
	 */
	public static void main(String[] args) {
		System.exit(new CommandLine(new FleetCommand()).execute(args));
	}

	@Override
	public Integer call() throws IOException {
		Fleet fleet = new Fleet(ExpositionTemplate.of(this.samples), this.first, this.changing);
		BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		System.out.println("ready");
		String line = input.readLine();
		while (line != null) {
			// Confirmed before it is done: whoever measures starts the clock now.
			System.out.println("ok " + line);
			run(fleet, line.split(" ", -1));
			line = input.readLine();
		}
		return CommandLine.ExitCode.OK;
	}

	private static void run(Fleet fleet, String[] command) {
		switch (command[0]) {
			case "connect" -> fleet.connect(Integer.parseInt(command[1]), Integer.parseInt(command[2]),
					command[3].equals("websocket"));
			case "reconnect" -> fleet.reconnect();
			case "ready" -> System.out.println(fleet.ready());
			case "leave" -> fleet.leave(Integer.parseInt(command[1]));
			case "stall" -> fleet.stall(Integer.parseInt(command[1]));
			default -> throw new IllegalArgumentException("Unknown command " + command[0]);
		}
	}

}
