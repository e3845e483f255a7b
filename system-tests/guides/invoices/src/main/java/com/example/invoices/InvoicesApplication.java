package com.example.invoices;

import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.support.ListItemReader;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.batch.autoconfigure.JobExecutionEvent;
import org.springframework.cloud.task.configuration.EnableTask;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.transaction.PlatformTransactionManager;

@SpringBootApplication
@EnableTask
public class InvoicesApplication {

	public static void main(String[] args) {
		SpringApplication.run(InvoicesApplication.class, args);
	}

	@Bean
	Job invoices(JobRepository jobRepository, Step writeInvoices) {
		return new JobBuilder("invoices", jobRepository).start(writeInvoices).build();
	}

	@Bean
	Step writeInvoices(JobRepository jobRepository, PlatformTransactionManager transactionManager,
			@Value("${invoices.orders:o-1,o-2,o-3}") List<String> orders, MeterRegistry registry) {
		return new StepBuilder("writeInvoices", jobRepository).<String, String>chunk(2)
			.transactionManager(transactionManager)
			.reader(new ListItemReader<>(orders))
			.processor(InvoicesApplication::invoice)
			.writer((invoices) -> registry.counter("shop.invoices.written").increment(invoices.size()))
			.build();
	}

	private static String invoice(String order) {
		if (order.isEmpty()) {
			throw new IllegalArgumentException("An order has no number");
		}
		return "Invoice for order " + order;
	}

	/** Without this, Spring Cloud Task records exit code 0 for a job that failed. */
	@EventListener
	void failWithTheJob(JobExecutionEvent event) {
		BatchStatus status = event.getJobExecution().getStatus();
		if (status != BatchStatus.COMPLETED) {
			throw new IllegalStateException("The job has ended as " + status);
		}
	}

}
