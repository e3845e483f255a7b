package io.dataflowmonitoring.local.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.dataflowmonitoring.local.process.ChildProcess;

/**
 * Starts the task again and again, never twice at once, and counts how it ends.
 */
final class TaskRuns {

	private final Supplier<ChildProcess> start;

	private final Duration interval;

	private final List<ChildProcess> runs = new ArrayList<>();

	private Instant next = Instant.MIN;

	/**
	 * Creates it.
	 * @param start starts the task once
	 * @param interval the time from one start to the next
	 */
	TaskRuns(Supplier<ChildProcess> start, Duration interval) {
		this.start = start;
		this.interval = interval;
	}

	/**
	 * Starts the task if its time has come and the last one has ended.
	 * @param now the time
	 */
	void startIfDue(Instant now) {
		if (running() == 0 && !now.isBefore(this.next)) {
			this.runs.add(this.start.get());
			this.next = now.plus(this.interval);
		}
	}

	/** Returns how many run: 0 or 1. */
	long running() {
		return this.runs.stream().filter(ChildProcess::isAlive).count();
	}

	/** Returns those that ended with an exit code other than 0. */
	List<ChildProcess> failed() {
		return this.runs.stream().filter((run) -> run.exitCode().orElse(0) != 0).toList();
	}

}
