package io.dataflowmonitoring.demo.task;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.launch.JobExecutionNotRunningException;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.listener.JobExecutionListener;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;

/**
 * Stops the job when the task is told to end (SIGTERM: Data Flow's {@code task stop},
 * Kubernetes, {@code docker stop}). The chunk under way is finished, the job ends as
 * {@code STOPPED} and can be restarted; without this the database would call it
 * {@code STARTED} for ever and Spring Batch would refuse a restart.
 */
@Component
final class GracefulStop implements JobExecutionListener, ApplicationListener<ContextClosedEvent>, Ordered {

	private static final Logger logger = LoggerFactory.getLogger(GracefulStop.class);

	private final JobOperator jobOperator;

	private final TaskEnd taskEnd;

	private final Duration patience;

	private volatile @Nullable JobExecution running;

	/**
	 * Most platforms kill a process 30 s after they have told it to end, Cloud Foundry
	 * after 10 s. Where Spring Boot is told to be quicker, so is this.
	 */
	GracefulStop(JobOperator jobOperator, TaskEnd taskEnd,
			@Value("${spring.lifecycle.timeout-per-shutdown-phase:20s}") Duration patience) {
		this.jobOperator = jobOperator;
		this.taskEnd = taskEnd;
		this.patience = patience;
	}

	@Override
	public void beforeJob(JobExecution jobExecution) {
		this.running = jobExecution;
	}

	@Override
	public void afterJob(JobExecution jobExecution) {
		this.running = null;
	}

	/**
	 * First of all listeners, so that everything the job and the task's end need is still
	 * there, and the last metrics include them.
	 */
	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		JobExecution execution = this.running;
		if (execution == null) {
			return;
		}
		try {
			this.jobOperator.stop(execution);
			if (!this.taskEnd.await(this.patience)) {
				logger.warn("The job has not ended within {} s after it was told to stop: "
						+ "a chunk takes longer than that", this.patience.toSeconds());
			}
		}
		catch (JobExecutionNotRunningException ex) {
			logger.debug("The job has ended by itself", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (RuntimeException ex) {
			// Thrown on, it would keep the other listeners from learning of the shutdown.
			logger.warn("The job could not be stopped: its execution may have to be repaired before a restart", ex);
		}
	}

	/**
	 * Waits until Spring Cloud Task has recorded the end of a stopped task: as a listener
	 * without an order it comes after Task's own.
	 */
	@Component
	static final class TaskEnd implements ApplicationListener<ApplicationFailedEvent> {

		private final CountDownLatch recorded = new CountDownLatch(1);

		@Override
		public void onApplicationEvent(ApplicationFailedEvent event) {
			this.recorded.countDown();
		}

		boolean await(Duration timeout) throws InterruptedException {
			return this.recorded.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
		}

	}

}
