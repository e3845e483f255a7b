package io.dataflowmonitoring.local.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
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

}
