package io.dataflowmonitoring.spring;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tasks in processes of their own that end while they work.
 */
class TaskProcessIT {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final TestProxy proxy = TestProxy.start();

	private final List<Process> processes = new ArrayList<>();

	@AfterEach
	void close() {
		this.processes.forEach(Process::destroyForcibly);
		this.proxy.close();
	}

	@Test
	@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows knows no SIGTERM")
	void theEndOfATaskThatGetsSigtermIsPushed() throws Exception {
		Process process = start("work");
		Awaitility.await()
			.atMost(PATIENCE)
			.untilAsserted(() -> assertThat(this.proxy.pull()).contains(
					"spring_cloud_task_runner_active_seconds_count{spring_cloud_task_runner_bean_name=\"work\"} 1"));
		process.destroy();
		assertThatTaskEnded(process, 143, 0);
	}

	@Test
	void theEndOfATaskThatEndsTheProcessIsPushed() throws Exception {
		Process process = start("exit");
		assertThatTaskEnded(process, 3, 3);
	}

	private void assertThatTaskEnded(Process process, int exitCode, int taskExitCode) throws InterruptedException {
		assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(process.exitValue()).isEqualTo(exitCode);
		assertThat(this.proxy.pushes()).singleElement()
			.asString()
			.containsPattern("spring_cloud_task_seconds_count\\{.*,spring_cloud_task_exit_code=\"" + taskExitCode
					+ "\",.*} 1\n");
	}

	private Process start(String argument) throws IOException {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		Process process = new ProcessBuilder(java, "-Xmx128m", "-XX:TieredStopAtLevel=1", "-cp",
				System.getProperty("java.class.path"), TaskProcess.class.getName(), Integer.toString(this.proxy.port()),
				argument)
			.redirectErrorStream(true)
			.redirectOutput(new File("target", TaskProcess.class.getSimpleName() + "-" + argument + ".log"))
			.start();
		this.processes.add(process);
		return process;
	}

}
