package io.dataflowmonitoring.local.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.dataflowmonitoring.local.process.ChildProcess;
import io.dataflowmonitoring.local.process.ChildProcesses;
import io.dataflowmonitoring.local.process.Fixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class TaskRunsIT {

	private static final Duration TIMEOUT = Duration.ofMinutes(1);

	private static final Duration INTERVAL = Duration.ofSeconds(30);

	private static final Instant START = Instant.EPOCH;

	private final ChildProcesses processes;

	private final List<ChildProcess> started = new ArrayList<>();

	TaskRunsIT(@TempDir Path logs) {
		this.processes = new ChildProcesses(logs);
	}

	@AfterEach
	void stopAll() {
		this.processes.close();
	}

	@Test
	void theTaskStartsAtOnceAndThenAtEachInterval() throws Exception {
		TaskRuns runs = runs("exit", "0");
		runs.startIfDue(START);
		this.started.get(0).awaitExit(TIMEOUT);
		runs.startIfDue(START.plus(INTERVAL).minusMillis(1));
		assertThat(this.started).hasSize(1);
		runs.startIfDue(START.plus(INTERVAL));
		assertThat(this.started).hasSize(2);
	}

	@Test
	void aTaskThatTakesLongerThanTheIntervalIsNotStartedTwice() {
		TaskRuns runs = runs("wait");
		runs.startIfDue(START);
		runs.startIfDue(START.plus(INTERVAL));
		assertThat(this.started).hasSize(1);
		assertThat(runs.running()).isEqualTo(1);
		assertThat(runs.failed()).isEmpty();
	}

	@Test
	void aTaskThatEndsWithAnErrorIsReported() throws Exception {
		TaskRuns runs = runs("exit", "1");
		runs.startIfDue(START);
		this.started.get(0).awaitExit(TIMEOUT);
		assertThat(runs.failed()).isEqualTo(this.started);
		assertThat(runs.running()).isZero();
	}

	@Test
	void aTaskThatIsAskedToFailHasFailedButNotUnasked() throws Exception {
		TaskRuns runs = runs("exit", "5");
		for (int i = 0; i < 3; i++) {
			runs.startIfDue(START.plus(INTERVAL.multipliedBy(i)));
			this.started.get(i).awaitExit(TIMEOUT);
		}
		assertThat(runs.failed()).isEqualTo(this.started);
		assertThat(runs.failedUnasked()).containsExactly(this.started.get(0), this.started.get(2));
	}

	@Test
	void aTaskThatEndsWellIsNeitherRunningNorFailed() throws Exception {
		TaskRuns runs = runs("exit", "0");
		runs.startIfDue(START);
		this.started.get(0).awaitExit(TIMEOUT);
		assertThat(runs.failed()).isEmpty();
		assertThat(runs.running()).isZero();
	}

	private TaskRuns runs(String... arguments) {
		return new TaskRuns((number) -> {
			ChildProcess task = this.processes.start(Fixture.command(arguments));
			this.started.add(task);
			return task;
		}, INTERVAL, (number) -> number == 2);
	}

}
