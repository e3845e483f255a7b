package io.dataflowmonitoring.demo.task;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Starts the packaged jar as a process.
 */
class TaskDemoIT {

	@TempDir
	@SuppressWarnings("NullAway.Init") // JUnit sets it.
	Path directory;

	@Test
	void theExitCodeTellsTheOutcome() throws Exception {
		Path orders = Files.writeString(this.directory.resolve("orders.csv"),
				OrderReader.HEADER + "\no-1,EMEA,Lamp,2,34.90\n");
		assertThat(exitCode(start(orders.toString()))).isZero();
		assertThat(log()).contains("EMEA: 1 orders, 2 pieces, 69.80 EUR");
		assertThat(exitCode(start(orders.toString(), "--demo.task.fail-at=1"))).isEqualTo(5);
		assertThat(exitCode(start("missing.csv"))).isOne();
	}

	@Test
	void aTerminatedTaskCanBeContinued() throws Exception {
		String database = "--spring.datasource.url=jdbc:h2:file:" + this.directory.resolve("orders");
		Process process = start(database, "run=monday", "--demo.task.delay=20ms");
		Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> log().contains("Executing step: [totalOrders]"));
		process.destroy();
		assertThat(exitCode(process)).isEqualTo(128 + 15);
		// What the main thread logs after that may be cut off by the end of the process.
		assertThat(log()).contains("and the following status: [STOPPED]");
		assertThat(exitCode(start(database, "run=monday"))).isZero();
		assertThat(log()).contains("60 orders totalled");
	}

	private Process start(String... arguments) throws Exception {
		List<String> command = new ArrayList<>(
				List.of(ProcessHandle.current().info().command().orElse("java"), "-XX:TieredStopAtLevel=1", "-jar",
						Path.of("target/task-demo-prometheus.jar").toAbsolutePath().toString(),
						"--micrometer.prometheus.rsocket.enabled=false"));
		command.addAll(List.of(arguments));
		return new ProcessBuilder(command).directory(this.directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("log").toFile())
			.start();
	}

	private int exitCode(Process process) throws Exception {
		try {
			assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("The task has ended; its log: %s", log()).isTrue();
			return process.exitValue();
		}
		finally {
			process.destroyForcibly();
		}
	}

	private String log() throws Exception {
		return Files.readString(this.directory.resolve("log"));
	}

}
