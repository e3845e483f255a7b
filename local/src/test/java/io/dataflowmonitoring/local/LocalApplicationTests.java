package io.dataflowmonitoring.local;

import java.io.PrintWriter;
import java.io.StringWriter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

class LocalApplicationTests {

	private final StringWriter err = new StringWriter();

	private final CommandLine commandLine = LocalApplication.commandLine().setErr(new PrintWriter(this.err));

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', value = { "--durration=60s | Unknown option: '--durration=60s'",
			"--duration=60 | Invalid value for option '--duration': '60' is not a duration such as 20ms, 90s, 2m or 1h",
			"--kafka-port=kafka | Invalid value for option '--kafka-port': 'kafka' is not an int" })
	void aWrongOptionIsNamedWithoutTheWholeHelp(String option, String message) {
		assertThat(this.commandLine.execute("demo", option)).isEqualTo(2);
		assertThat(this.err.toString().lines()).containsExactly(message, "--help lists the options.");
	}

	@Test
	void withoutASubcommandNothingStarts() {
		assertThat(this.commandLine.execute()).isEqualTo(2);
		assertThat(this.err.toString()).startsWith("Missing required subcommand");
	}

}
