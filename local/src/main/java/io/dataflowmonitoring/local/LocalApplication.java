package io.dataflowmonitoring.local;

import java.io.PrintWriter;

import io.dataflowmonitoring.local.broker.BrokerCommand;
import io.dataflowmonitoring.local.demo.DemoCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * The executable jar: a subcommand for each thing that it runs.
 */
@Command(name = "dataflow-monitoring-local", description = "Dataflow Monitoring on this machine, without Docker.",
		synopsisSubcommandLabel = "(demo | broker)", subcommands = { DemoCommand.class, BrokerCommand.class })
public final class LocalApplication {

	@Option(names = { "-h", "--help" }, usageHelp = true, description = "Show this text.")
	boolean help;

	private LocalApplication() {
	}

	/**
	 * Runs a subcommand and exits with its status.
	 * @param arguments the name of the subcommand and its options
	 */
	public static void main(String[] arguments) {
		System.exit(commandLine().execute(arguments));
	}

	static CommandLine commandLine() {
		return new CommandLine(new LocalApplication()).setParameterExceptionHandler(LocalApplication::explain);
	}

	/** Says what is wrong; the whole help would bury it. */
	private static int explain(ParameterException ex, String[] arguments) {
		PrintWriter err = ex.getCommandLine().getErr();
		err.println(ex.getMessage());
		err.println("--help lists the options.");
		return ExitCode.USAGE;
	}

}
