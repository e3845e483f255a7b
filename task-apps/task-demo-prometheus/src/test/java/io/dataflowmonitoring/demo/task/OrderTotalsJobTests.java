package io.dataflowmonitoring.demo.task;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.test.JobOperatorTestUtils;
import org.springframework.batch.test.context.SpringBatchTest;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBatchTest
@SpringBootTest(properties = { "spring.batch.job.enabled=false", "micrometer.prometheus.rsocket.enabled=false",
		"demo.task.chunk-size=2" })
class OrderTotalsJobTests {

	private static final String THREE_ORDERS = OrderReader.HEADER + """

			o-1,EMEA,Lamp,2,34.90
			o-2,APAC,Chair,1,189.00
			o-3,EMEA,Lamp,1,34.90
			""";

	private final JobOperatorTestUtils job;

	private final OrderTotals totals;

	private final JdbcClient jdbc;

	@TempDir
	@SuppressWarnings("NullAway.Init") // JUnit sets it.
	Path directory;

	OrderTotalsJobTests(@Autowired JobOperatorTestUtils job, @Autowired OrderTotals totals,
			@Autowired JdbcClient jdbc) {
		this.job = job;
		this.totals = totals;
		this.jdbc = jdbc;
	}

	@Test
	void ordersAreTotalledPerRegion() throws Exception {
		JobExecution execution = this.job.startJob(parameters("orders", THREE_ORDERS));
		assertThat(execution.getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(execution.getStepExecutions()).extracting(StepExecution::getStepName)
			.containsExactly("totalOrders", "checkTotals");
		assertThat(this.totals.find(Run.of(execution))).containsExactly(
				new RegionTotal("APAC", 1, 1, new BigDecimal("189.00")),
				new RegionTotal("EMEA", 2, 3, new BigDecimal("104.70")));
	}

	@Test
	void aBrokenLineFailsTheJobAndKeepsTheChunksBeforeIt() throws Exception {
		JobExecution execution = this.job.startJob(parameters("broken", THREE_ORDERS.replace("1,34.90", "one,34.90")));
		assertThat(execution.getStatus()).isEqualTo(BatchStatus.FAILED);
		assertThat(new JobNotCompletedException(execution)).hasMessageMatching(
				"Job orderTotals has ended as FAILED: .*broken.csv, line 4: quantity must be .* but is 'one'. Correct the line.");
		assertThat(this.totals.find(Run.of(execution))).extracting(RegionTotal::orders).containsExactly(1L, 1L);
	}

	@Test
	void aRestartReadsOnlyWhatHasNotBeenCommitted() throws Exception {
		this.job.startJob(parameters("restart", THREE_ORDERS.replace("1,34.90", "one,34.90")));
		JobExecution restart = this.job.startJob(parameters("restart", THREE_ORDERS));
		assertThat(restart.getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(restart.getStepExecutions()).extracting(StepExecution::getReadCount).containsExactly(1L, 0L);
		assertThat(this.totals.find(Run.of(restart))).extracting(RegionTotal::orders).containsExactly(1L, 2L);
	}

	@Test
	void totalsThatSomethingElseHasChangedFailTheJob() throws Exception {
		JobExecution first = this.job.startJob(parameters("changed", THREE_ORDERS.replace("1,34.90", "one,34.90")));
		this.jdbc.sql("DELETE FROM order_totals WHERE job_instance_id = ? AND region = 'APAC'")
			.param(first.getJobInstanceId())
			.update();
		JobExecution restart = this.job.startJob(parameters("changed", THREE_ORDERS));
		assertThat(new JobNotCompletedException(restart))
			.hasMessageContaining("order_totals holds 2 orders of this run, but 3 were written");
	}

	@Test
	void anInputWithoutOrdersHasNoTotals() throws Exception {
		JobExecution execution = this.job.startJob(parameters("none", OrderReader.HEADER));
		assertThat(execution.getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(this.totals.find(Run.of(execution))).isEmpty();
	}

	private JobParameters parameters(String run, String csv) throws Exception {
		Path file = Files.writeString(this.directory.resolve(run + ".csv"), csv);
		return new JobParametersBuilder().addString(OrderTotalsParameters.INPUT, file.toString())
			.addString(OrderTotalsParameters.RUN, run)
			.toJobParameters();
	}

}
