package io.dataflowmonitoring.demo.task;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.cloud.task.configuration.EnableTask;

/**
 * Runs the job {@code orderTotals} once and ends with its outcome as the exit code: 0 if
 * it completed.
 */
@SpringBootApplication
@EnableTask
@ConfigurationPropertiesScan
public class TaskDemoApplication {

	public static void main(String[] args) {
		System.exit(SpringApplication.exit(SpringApplication.run(TaskDemoApplication.class, args)));
	}

}
