package io.dataflowmonitoring.demo.task;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.launch.JobExecutionAlreadyRunningException;
import org.springframework.batch.core.launch.JobInstanceAlreadyCompleteException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/**
 * Says at the end of the log what went wrong and what to do.
 */
final class TaskFailureAnalyzer implements FailureAnalyzer {

	@Override
	public @Nullable FailureAnalysis analyze(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof JobNotCompletedException notCompleted) {
				return new FailureAnalysis(notCompleted.getMessage(),
						"To continue after the last committed chunk, start the task again on the same database with the same input and the argument %s."
							.formatted(notCompleted.runArguments()),
						failure);
			}
			if (cause instanceof InvalidInputException) {
				return new FailureAnalysis(cause.getMessage(),
						"Name a CSV file of orders with --demo.task.input=FILE or as the first argument, or leave it out to use the bundled sample.",
						failure);
			}
			if (cause instanceof JobInstanceAlreadyCompleteException) {
				return new FailureAnalysis(cause.getMessage(),
						"This run is complete and its totals are in the table order_totals: nothing is left to do. For a new run give another run=NAME, or none.",
						failure);
			}
			if (cause instanceof JobExecutionAlreadyRunningException) {
				return new FailureAnalysis(cause.getMessage(),
						"Wait until it has ended. If its process was killed, see 'Restart' in the README, or give another run=NAME.",
						failure);
			}
		}
		return null;
	}

}
