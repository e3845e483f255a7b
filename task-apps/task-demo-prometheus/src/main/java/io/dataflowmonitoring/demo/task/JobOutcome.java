package io.dataflowmonitoring.demo.task;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.boot.batch.autoconfigure.JobExecutionEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.stereotype.Component;

/**
 * Makes the outcome of the job the outcome of the task. Without it Spring Cloud Task
 * records exit code 0 for a failed job, since Boot's runner ends normally and
 * {@code SpringApplication.exit} comes after the task's end.
 */
@Component
final class JobOutcome implements ApplicationListener<JobExecutionEvent> {

	/**
	 * Called by Boot's runner when the job has ended: what is thrown here fails the
	 * runner.
	 */
	@Override
	public void onApplicationEvent(JobExecutionEvent event) {
		JobExecution execution = event.getJobExecution();
		if (execution.getStatus() != BatchStatus.COMPLETED) {
			throw new JobNotCompletedException(execution);
		}
	}

}
