package io.dataflowmonitoring.local.process;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class ChildProcessesIT {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private static final Readiness WAITING = Readiness.logLine("^waiting$");

	private final Path logs;

	private final ChildProcesses children;

	ChildProcessesIT(@TempDir Path logs) {
		this.logs = logs;
		this.children = new ChildProcesses(logs);
	}

	@AfterEach
	void stopAll() {
		this.children.close();
	}

	@Test
	void aChildGetsItsEnvironmentPropertiesAndFolderAndNoInput(@TempDir Path directory) throws Exception {
		ChildCommand command = ChildCommand
			.mainClass("fixture",
					Path.of("target/classes").toAbsolutePath() + ":" + Path.of("target/test-classes").toAbsolutePath(),
					Fixture.class.getName())
			.environment("FIXTURE_VARIABLE", "of the environment")
			.systemProperty("fixture.property", "of the JVM")
			.directory(directory)
			.arguments("print");
		ChildProcess child = this.children.start(command);
		assertThat(child.awaitExit(TIMEOUT)).isZero();
		assertThat(child.lastLogLines(10)).containsExactly("of the environment", "of the JVM",
				directory.toRealPath().toString(), "to standard error", "input ends: true");
		assertThat(child.log()).isEqualTo(this.logs.resolve("fixture.log"));
	}

	@Test
	void aSecondChildOfTheSameNameHasALogOfItsOwn() throws Exception {
		this.children.start(Fixture.command("exit", "0")).awaitExit(TIMEOUT);
		assertThat(this.children.start(Fixture.command("wait")).log()).isEqualTo(this.logs.resolve("fixture-2.log"));
	}

	@Test
	void readinessIsSeenInTheLogByTcpAndByHttp() throws Exception {
		List<Integer> ports = FreePorts.find(2);
		ChildProcess waiting = this.children.start(Fixture.command("wait"));
		ChildProcess listening = this.children.start(Fixture.command("listen", ports.get(0).toString()));
		ChildProcess serving = this.children.start(Fixture.command("serve", ports.get(1).toString()));
		waiting.awaitReady(WAITING, TIMEOUT);
		listening.awaitReady(Readiness.tcp(ports.get(0)), TIMEOUT);
		serving.awaitReady(Readiness.http(URI.create("http://127.0.0.1:" + ports.get(1) + "/ready")), TIMEOUT);
		assertThat(Readiness.http(URI.create("http://127.0.0.1:" + ports.get(1) + "/other")).isReached(serving))
			.isFalse();
		assertThat(FreePorts.isFree(ports.get(1))).isFalse();
	}

	@Test
	void aChildThatIsNotReadyInTimeIsReportedWithTheEndOfItsLog() throws Exception {
		ChildProcess child = this.children.start(Fixture.command("wait"));
		child.awaitReady(WAITING, TIMEOUT);
		assertThatExceptionOfType(ChildProcessException.class)
			.isThrownBy(() -> child.awaitReady(Readiness.logLine("never"), Duration.ofMillis(1)))
			.withMessageContaining("fixture (process " + child.pid() + ") did not reach \"log line with never\"")
			.withMessageContaining(child.log().toString())
			.withMessageEndingWith("    waiting");
	}

	@Test
	void aChildThatEndsBeforeItIsReadyIsReportedAtOnce() {
		ChildProcess child = this.children.start(Fixture.command("exit", "3"));
		assertThatExceptionOfType(ChildProcessException.class)
			.isThrownBy(() -> child.awaitReady(WAITING, Duration.ofHours(1)))
			.withMessageContaining("ended with exit code 3");
	}

	@Test
	void aProgramThatIsNotThereIsReportedByItsName() {
		assertThatExceptionOfType(ChildProcessException.class)
			.isThrownBy(() -> this.children.start(ChildCommand.program("prometheus", this.logs.resolve("nothing"))))
			.withMessageContaining("Cannot start prometheus: ");
	}

	@Test
	void theDeathOfOneOfManyIsNoticed() throws Exception {
		ChildProcess waiting = this.children.start(Fixture.command("wait"));
		assertThat(this.children.awaitDeath(List.of(waiting), Duration.ofMillis(1))).isEmpty();
		ChildProcess ending = this.children.start(Fixture.command("exit", "3"));
		Optional<ChildProcess> dead = this.children.awaitDeath(List.of(waiting, ending), TIMEOUT);
		assertThat(dead).containsSame(ending);
		assertThat(ending.exitCode()).hasValue(3);
		assertThat(ending.died())
			.hasMessageStartingWith("fixture (process " + ending.pid() + ") ended with exit code 3, ");
	}

	@Test
	void aChildThatIgnoresSigtermIsKilledAfterTheGraceTime() throws Exception {
		ChildProcess child = this.children.start(Fixture.command("ignore-sigterm"));
		child.awaitReady(WAITING, TIMEOUT);
		this.children.stop(List.of(child), Duration.ofMillis(100));
		assertThat(child.exitCode()).hasValue(128 + 9);
		assertThat(child.died()).hasMessageContaining(" ended with exit code 137 (signal 9), ");
	}

	@Test
	void aChildThatEndsInTimeIsNotKilled() throws Exception {
		ChildProcess child = this.children.start(Fixture.command("wait"));
		child.awaitReady(WAITING, TIMEOUT);
		this.children.stop(List.of(child), TIMEOUT);
		assertThat(child.exitCode()).hasValue(128 + 15);
	}

	@Test
	void theChildrenOfAChildEndWithIt() throws Exception {
		ChildProcess child = this.children.start(Fixture.command("shell-parent"));
		child.awaitReady(Readiness.logLine("^[0-9]+$"), TIMEOUT);
		ProcessHandle grandchild = handle(child.lastLogLines(1).get(0));
		this.children.stop(List.of(child), TIMEOUT);
		await().atMost(TIMEOUT).until(() -> !isRunning(grandchild));
	}

	@Test
	void closingEndsAllAndNoneCanBeStartedAfterwards() throws Exception {
		ChildProcess first = this.children.start(Fixture.command("wait")).awaitReady(WAITING, TIMEOUT);
		ChildProcess second = this.children.start(Fixture.command("wait")).awaitReady(WAITING, TIMEOUT);
		this.children.close();
		assertThat(first.isAlive()).isFalse();
		assertThat(second.isAlive()).isFalse();
		assertThatExceptionOfType(ChildProcessException.class)
			.isThrownBy(() -> this.children.start(Fixture.command("wait")))
			.withMessageContaining("everything is being stopped");
	}

	@Test
	void noChildOutlivesAProgramThatIsKilled(@TempDir Path grandchildLogs) throws Exception {
		ChildProcess parent = this.children.start(Fixture.command("parent", grandchildLogs.toString()));
		parent.awaitReady(Readiness.logLine("^child [0-9]+$"), TIMEOUT);
		ProcessHandle grandchild = handle(parent.lastLogLines(2).get(0).substring("child ".length()));
		assertThat(isRunning(grandchild)).isTrue();
		ProcessHandle.of(parent.pid()).orElseThrow().destroyForcibly();
		await().atMost(TIMEOUT).until(() -> !isRunning(grandchild));
	}

	private static ProcessHandle handle(String pid) {
		return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
	}

	/** A process that has ended may stay in the process table until its parent asks. */
	private static boolean isRunning(ProcessHandle process) throws IOException {
		Path status = Path.of("/proc/" + process.pid() + "/stat");
		return process.isAlive() && !(Files.exists(status) && Files.readString(status).contains(") Z "));
	}

}
