package io.dataflowmonitoring.demo.task;

import java.util.stream.Collectors;

import org.springframework.batch.core.job.JobExecution;

/**
 * One run of the job, restarts included: what Spring Batch calls a job instance. Its id
 * alone would not do as a key of the totals, since each table prefix counts on its own.
 *
 * @param jobInstanceId the id that Spring Batch has given
 * @param arguments the arguments that identify it, such as {@code run=monday}
 */
record Run(long jobInstanceId, String arguments) {

	static Run of(JobExecution execution) {
		String arguments = execution.getJobParameters()
			.getIdentifyingParameters()
			.stream()
			.filter((parameter) -> !parameter.name().equals(OrderTotalsParameters.INPUT))
			.map((parameter) -> parameter.name() + "=" + parameter.value())
			.sorted()
			.collect(Collectors.joining(" "));
		return new Run(execution.getJobInstanceId(), arguments);
	}

}
