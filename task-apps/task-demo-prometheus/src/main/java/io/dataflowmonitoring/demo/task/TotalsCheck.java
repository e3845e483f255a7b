package io.dataflowmonitoring.demo.task;

import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;

/**
 * Compares the table with what the chunk step has written in all executions of this run,
 * and logs the totals.
 */
final class TotalsCheck implements Tasklet {

	private static final Logger logger = LoggerFactory.getLogger(TotalsCheck.class);

	private final JobRepository jobRepository;

	private final OrderTotals totals;

	private final String writingStep;

	TotalsCheck(JobRepository jobRepository, OrderTotals totals, String writingStep) {
		this.jobRepository = jobRepository;
		this.totals = totals;
		this.writingStep = writingStep;
	}

	@Override
	public RepeatStatus execute(StepContribution contribution, ChunkContext chunkContext) {
		JobExecution execution = contribution.getStepExecution().getJobExecution();
		List<RegionTotal> regions = this.totals.find(Run.of(execution));
		long stored = regions.stream().mapToLong(RegionTotal::orders).sum();
		long written = this.jobRepository.getJobExecutions(execution.getJobInstance())
			.stream()
			.flatMap((any) -> any.getStepExecutions().stream())
			.filter((step) -> step.getStepName().equals(this.writingStep))
			.mapToLong(StepExecution::getWriteCount)
			.sum();
		if (stored != written) {
			throw new IllegalStateException(
					"order_totals holds %d orders of this run, but %d were written. Something else changes its rows: start a new run."
						.formatted(stored, written));
		}
		for (RegionTotal region : regions) {
			logger.info("{}: {} orders, {} pieces, {} EUR", region.region(), region.orders(), region.quantity(),
					region.amount());
		}
		logger.info("{} orders totalled", stored);
		return RepeatStatus.FINISHED;
	}

}
