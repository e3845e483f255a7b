package io.dataflowmonitoring.local.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import io.dataflowmonitoring.local.process.ChildCommand;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SimulatedAppsTests {

	@Test
	void withoutThemNothingIsStarted() {
		assertThat(command(0)).isEmpty();
	}

	@Test
	void theyGetTheProxysPortsAndTheTroubleAskedFor() {
		assertThat(command(50)).hasValueSatisfying((command) -> assertThat(command.commandLine()).endsWith("--apps=50",
				"--tcp-port=4", "--websocket-port=5", "--failure-rate=0.2", "--delay=PT0.15S"));
	}

	private static Optional<ChildCommand> command(int apps) {
		return new SimulatedApps(new DemoSettings(Path.of(".."), Optional.empty(), Path.of("run"),
				new Ports(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13), 10, new Faults(0.2, Duration.ofMillis(150)), apps,
				Duration.ofSeconds(30), Optional.empty(), Optional.empty(), Optional.empty()))
			.command();
	}

}
