package io.dataflowmonitoring.local.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
		return new CommandLine(new DemoCommand()).execute(arguments.toArray(String[]::new));
	}

}
