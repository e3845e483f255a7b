package io.dataflowmonitoring.demo.task;

import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * The job {@code orderTotals}: the chunk step {@code totalOrders}, then the tasklet
 * {@code checkTotals}.
 */
@Configuration(proxyBeanMethods = false)
class OrderTotalsJob {

	private static final String TOTAL_ORDERS = "totalOrders";

	@Bean
	Job orderTotals(JobRepository jobRepository, Step totalOrders, Step checkTotals, GracefulStop gracefulStop) {
		return new JobBuilder("orderTotals", jobRepository).listener(gracefulStop)
			.start(totalOrders)
			.next(checkTotals)
			.build();
	}

	@Bean
	Step totalOrders(JobRepository jobRepository, PlatformTransactionManager transactionManager,
			TaskDemoProperties properties, OrderReader orderReader, OrderTotalsWriter orderTotalsWriter) {
		return new StepBuilder(TOTAL_ORDERS, jobRepository).<Order, PricedOrder>chunk(properties.chunkSize())
			.transactionManager(transactionManager)
			.reader(orderReader)
			.processor(new OrderPricer(properties.delay(), properties.failAt()))
			.writer(orderTotalsWriter)
			.build();
	}

	@Bean
	Step checkTotals(JobRepository jobRepository, PlatformTransactionManager transactionManager,
			OrderTotals orderTotalsTable) {
		return new StepBuilder("checkTotals", jobRepository)
			.tasklet(new TotalsCheck(jobRepository, orderTotalsTable, TOTAL_ORDERS), transactionManager)
			.build();
	}

	@Bean
	@StepScope
	OrderReader orderReader(@Value("#{jobParameters['input']}") String input, TaskDemoProperties properties) {
		return new OrderReader(input, properties.size());
	}

	@Bean
	@StepScope
	OrderTotalsWriter orderTotalsWriter(OrderTotals orderTotalsTable,
			@Value("#{stepExecution.jobExecution}") JobExecution jobExecution) {
		return new OrderTotalsWriter(orderTotalsTable, Run.of(jobExecution));
	}

	@Bean
	OrderTotals orderTotalsTable(JdbcClient jdbcClient) {
		return new OrderTotals(jdbcClient);
	}

}
