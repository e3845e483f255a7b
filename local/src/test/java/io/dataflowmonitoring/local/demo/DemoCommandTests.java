package io.dataflowmonitoring.local.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

import static org.assertj.core.api.Assertions.assertThat;

class DemoCommandTests {

	/** The script shows the file, so that help needs no build. */
	@Test
	void theHelpThatTheScriptShowsIsThatOfTheOptions() throws IOException {
		String help = new CommandLine(new DemoCommand()).getUsageMessage(Ansi.OFF);
		assertThat(Path.of("src/main/help/demo.txt")).hasContent(help);
		assertThat(Files.readString(Path.of("../demo"))).contains("local/src/main/help/demo.txt");
	}

	@Test
	void aCheckFailsForATakenPortAndAWrongRateAndStartsNothing(@TempDir Path project) throws IOException {
		try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			assertThat(check(project, "--skipper-port=" + other.getLocalPort())).isOne();
		}
		assertThat(check(project, "--rate=0")).isOne();
		assertThat(check(project)).isZero();
		assertThat(project).isEmptyDirectory();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"--fail --failure-rate=0.5 | Give --fail or --failure-rate, not both: --fail is short for --failure-rate=0.2",
			"--slow --delay=1s | Give --slow or --delay, not both: --slow is short for --delay=150ms",
			"--failure-rate=1.5 | --failure-rate must be from 0 to 1, but is 1.5",
			"--apps=-1 | --apps must be from 0 to 200, but is -1. For more there is benchmarks/run.",
			"--sink-port=0 | --sink-port has no effect with --dataflow: Data Flow chooses the ports of the apps. Leave it out.",
			"--source-port=1 --sink-port=2 | --source-port and --sink-port have no effect with --dataflow: Data Flow chooses "
					+ "the ports of the apps. Leave them out." })
	void optionsThatMakeNoSenseAreRefused(String options, String message, @TempDir Path project) {
		assertThat(refusal(() -> check(project, options.split(" ")))).isEqualTo(message);
	}

	@Test
	void whatOnlyDataFlowHasIsRefusedWithoutIt(@TempDir Path project) {
		assertThat(refusal(() -> execute("--check", "--no-prometheus", "--project=" + project, "--skipper-port=0")))
			.isEqualTo("--skipper-port has no effect without --dataflow: only that starts Skipper, Data Flow and its "
					+ "database. Leave it out.");
	}

	@Test
	void troubleAndSimulatedAppsAreForDataFlowToo(@TempDir Path project) {
		assertThat(check(project, "--fail", "--slow", "--apps=50")).isZero();
	}

	/** Returns what standard error says when the demo ends with 1. */
	private static String refusal(IntSupplier demo) {
		PrintStream original = System.err;
		ByteArrayOutputStream err = new ByteArrayOutputStream();
		System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
		try {
			assertThat(demo.getAsInt()).isOne();
		}
		finally {
			System.setErr(original);
		}
		return err.toString(StandardCharsets.UTF_8).strip();
	}

	private static int check(Path project, String... options) {
		List<String> arguments = new ArrayList<>(
				List.of("--check", "--dataflow", "--no-prometheus", "--project=" + project));
		// None of the default ports, which something may use here.
		for (String port : List.of("kafka", "kafka-controller", "proxy", "tcp", "websocket", "skipper", "dataflow",
				"database")) {
			String option = "--" + port + "-port=";
			if (Stream.of(options).noneMatch((given) -> given.startsWith(option))) {
				arguments.add(option + "0");
			}
		}
		arguments.addAll(List.of(options));
		return execute(arguments.toArray(String[]::new));
	}

	private static int execute(String... arguments) {
		return new CommandLine(new DemoCommand()).execute(arguments);
	}

}
