package io.dataflowmonitoring.local.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

import io.dataflowmonitoring.local.process.ChildProcess;

/**
 * Starts the task again and again, never twice at once, and counts how it ends.
 */
final class TaskRuns {

	private final IntFunction<ChildProcess> start;

	private final Duration interval;

	private final IntPredicate meantToFail;

	private final List<ChildProcess> runs = new ArrayList<>();

	private Instant next = Instant.MIN;

	/**
	 * Creates it.
	 * @param start starts the task for the time with this number, counted from 1
	 * @param interval the time from one start to the next
	 * @param meantToFail whether the launch with this number is asked to fail
	 */
	TaskRuns(IntFunction<ChildProcess> start, Duration interval, IntPredicate meantToFail) {
		this.start = start;
		this.interval = interval;
		this.meantToFail = meantToFail;
	}

	/**
	 * Starts the task if its time has come and the last one has ended.
	 * @param now the time
	 */
	void startIfDue(Instant now) {
		if (running() == 0 && !now.isBefore(this.next)) {
			this.runs.add(this.start.apply(this.runs.size() + 1));
			this.next = now.plus(this.interval);
		}
	}

	/** Returns how many run: 0 or 1. */
	long running() {
		return this.runs.stream().filter(ChildProcess::isAlive).count();
	}

	/** Returns those that ended with an exit code other than 0. */
	List<ChildProcess> failed() {
		return this.runs.stream().filter(TaskRuns::hasFailed).toList();
	}

	/** Returns those that failed without being asked to. */
	List<ChildProcess> failedUnasked() {
		return IntStream.range(0, this.runs.size())
			.filter((index) -> hasFailed(this.runs.get(index)) && !this.meantToFail.test(index + 1))
			.mapToObj(this.runs::get)
			.toList();
	}

	private static boolean hasFailed(ChildProcess run) {
		return run.exitCode().orElse(0) != 0;
	}

}
