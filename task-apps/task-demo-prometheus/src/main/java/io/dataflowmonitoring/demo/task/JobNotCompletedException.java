package io.dataflowmonitoring.demo.task;

import java.util.stream.Collectors;

import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.boot.batch.autoconfigure.JobExecutionEvent;
import org.springframework.boot.batch.autoconfigure.JobExecutionExitCodeGenerator;
import org.springframework.core.NestedExceptionUtils;

/**
 * The job has ended, but not as {@code COMPLETED}. The message gives the reason.
 */
class JobNotCompletedException extends RuntimeException implements ExitCodeGenerator {

	private static final long serialVersionUID = 1L;

	private final int exitCode;

	private final String runArguments;

	JobNotCompletedException(JobExecution execution) {
		super("Job %s has ended as %s%s".formatted(execution.getJobInstance().getJobName(), execution.getStatus(),
				reasons(execution)));
		JobExecutionExitCodeGenerator generator = new JobExecutionExitCodeGenerator();
		generator.onApplicationEvent(new JobExecutionEvent(execution));
		this.exitCode = generator.getExitCode();
		this.runArguments = Run.of(execution).arguments();
	}

	private static String reasons(JobExecution execution) {
		return execution.getAllFailureExceptions()
			.stream()
			// Says no more than the status STOPPED.
			.filter((failure) -> !(failure instanceof JobInterruptedException))
			.map((failure) -> ": " + NestedExceptionUtils.getMostSpecificCause(failure).getMessage())
			.distinct()
			.collect(Collectors.joining());
	}

	/**
	 * Returns what Spring Boot gives for the status of a job: 4 if stopped, 5 if failed.
	 */
	@Override
	public int getExitCode() {
		return this.exitCode;
	}

	/**
	 * Returns the arguments that start this run again.
	 */
	String runArguments() {
		return this.runArguments;
	}

}
