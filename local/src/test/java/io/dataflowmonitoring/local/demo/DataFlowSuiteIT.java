package io.dataflowmonitoring.local.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.dataflowmonitoring.local.process.ChildProcess;
import io.dataflowmonitoring.local.process.ChildProcessException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the demo does with the scripts of {@code dataflow/}, played here by scripts that
 * write down how they were called. {@code ./demo --dataflow} itself runs in continuous
 * integration.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "The scripts need a shell")
class DataFlowSuiteIT {

	private static final Duration TIMEOUT = Duration.ofMinutes(1);

	private static final String NOTES_CALL = """
			#!/bin/sh
			cd "$(dirname "$0")"
			echo "${0##*/} $*" >>calls
			""";

	private static final String START = NOTES_CALL + """
			trap 'echo "start was ended" >>calls; exit 1' TERM
			echo 'Kafka                up after 7 s'
			echo
			echo 'Data Flow  http://127.0.0.1:9393'
			echo 'Ctrl-C ends them all.'
			while :; do sleep 0.1; done
			""";

	private final Path project;

	private final List<String> said = new ArrayList<>();

	private DataFlowSuite suite;

	DataFlowSuiteIT(@TempDir Path project) {
		this.project = project;
	}

	@BeforeEach
	void createProject() throws IOException {
		Path commands = Files.createDirectories(this.project.resolve("dataflow/commands"));
		Files.writeString(commands.resolve("register.shell"), "app register\n");
		script("start", START);
		script("shell", NOTES_CALL);
		script("task", NOTES_CALL);
		Ports ports = new Ports(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13);
		DemoSettings settings = new DemoSettings(this.project, Optional.of("2.7.0"), this.project.resolve("run"), ports,
				25, new Faults(0.2, Duration.ofMillis(5)), 0, Duration.ZERO, Optional.empty(), Optional.empty(),
				Optional.empty());
		this.suite = new DataFlowSuite(settings, "2.7.0", new Display() {

			@Override
			public void say(String text) {
				DataFlowSuiteIT.this.said.add(text);
			}

			@Override
			public void show(Status status) {
			}

			@Override
			public void finish() {
			}

		});
	}

	@AfterEach
	void stop() {
		this.suite.stop();
	}

	@Test
	void theServersGetTheVersionAndThePortsAndTheirProgressIsShown() throws Exception {
		this.suite.startServers();
		assertThat(calls())
			.containsExactly("start --foreground --version 2.7.0 --kafka-port 1 --kafka-controller-port 2"
					+ " --proxy-port 3 --tcp-port 4 --websocket-port 5 --skipper-port 9 --dataflow-port 10"
					+ " --database-port 11");
		assertThat(this.said).containsExactly("Kafka                up after 7 s");
		assertThat(this.suite.awaitDeath(Duration.ofMillis(1))).isEmpty();
	}

	@Test
	void serversThatDoNotStartAreReportedWithWhatTheScriptSays() throws Exception {
		script("start", "#!/bin/sh\necho 'start: there is no Maven' >&2\nexit 1\n");
		assertThatExceptionOfType(ChildProcessException.class).isThrownBy(() -> this.suite.startServers())
			.withMessageContaining("start: there is no Maven");
	}

	@Test
	void serversThatEndLaterAreReported() throws Exception {
		script("start", "#!/bin/sh\necho 'Ctrl-C ends them all.'\nsleep 1\n");
		this.suite.startServers();
		assertThat(this.suite.awaitDeath(TIMEOUT).map(ChildProcess::name)).contains("dataflow-start");
	}

	@Test
	void theStreamIsDeployedAndTheTaskCreatedThroughTheShell() throws Exception {
		this.suite.startServers();
		this.suite.startApps();
		Path file = this.project.resolve("run/demo.shell");
		assertThat(calls()).contains("task register", "shell " + file);
		assertThat(file).hasContent(
				"""
						app register
						stream create --name demo --definition "demo-source --demo.source.rate=25 | demo-processor --demo.processor.failure-rate=0.2 --demo.processor.delay=5ms | demo-sink --demo.sink.failure-rate=0.2 --demo.sink.delay=5ms"
						stream deploy --name demo
						task create --name demo-task --definition "task-demo-prometheus"
						""");
		assertThat(this.said).contains("  dataflow:>stream deploy --name demo");
	}

	@Test
	void aCommandThatFailsIsReportedWithItsReason() throws Exception {
		script("shell", "#!/bin/sh\necho 'no such app' >&2\nexit 1\n");
		this.suite.startServers();
		assertThatExceptionOfType(ChildProcessException.class).isThrownBy(() -> this.suite.startApps())
			.withMessageContaining("no such app");
	}

	@Test
	void eachLaunchOfTheTaskHasAnArgumentOfItsOwnAndTheTasksExitCode() throws Exception {
		script("task", NOTES_CALL + "exit 1\n");
		assertThat(this.suite.startTask(2).awaitExit(TIMEOUT)).isOne();
		assertThat(this.suite.startTask(3).awaitExit(TIMEOUT)).isOne();
		assertThat(calls()).containsExactly("task launch demo-task run=2 --demo.task.delay=5ms",
				"task launch demo-task run=3 --demo.task.fail-at=25 --demo.task.delay=5ms");
	}

	@Test
	void theServersAreAskedToEndAndWaitedFor() throws Exception {
		this.suite.startServers();
		this.suite.stop();
		assertThat(calls()).endsWith("start was ended");
	}

	private List<String> calls() throws IOException {
		return Files.readAllLines(this.project.resolve("dataflow/calls"));
	}

	private void script(String name, String content) throws IOException {
		Path script = this.project.resolve("dataflow").resolve(name);
		Files.writeString(script, content);
		assertThat(script.toFile().setExecutable(true)).isTrue();
	}

}
