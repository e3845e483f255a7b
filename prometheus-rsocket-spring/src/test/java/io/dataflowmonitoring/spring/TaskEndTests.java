package io.dataflowmonitoring.spring;

import java.io.Closeable;

import javax.sql.DataSource;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.task.configuration.EnableTask;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Whole tasks that end, with the proxy's end of the wire in this process.
 */
@ExtendWith(OutputCaptureExtension.class)
class TaskEndTests {

	private final TestProxy proxy = TestProxy.start();

	@AfterEach
	void close() {
		this.proxy.close();
	}

	@Test
	void theEndOfATaskThatSucceedsIsPushed() {
		TestApps.run(this.proxy.port(), SuccessfulTask.class).close();
		assertThatTaskEnded("none", 0, "success");
	}

	@Test
	void theEndOfATaskThatFailsIsPushed() {
		assertThatIllegalStateException().isThrownBy(() -> TestApps.run(this.proxy.port(), FailingTask.class));
		assertThatTaskEnded("IllegalStateException", 1, "failure");
	}

	/**
	 * To Spring Cloud Task a failed job is no failure of the task, unless it is told so.
	 */
	@Test
	void theEndOfATaskWhoseJobFailsIsPushed() {
		TestApps.run(this.proxy.port(), FailingJob.class).close();
		assertThatTaskEnded("none", 0, "success");
		assertThat(this.proxy.pushes()).singleElement()
			.asString()
			.containsPattern("spring_batch_job_seconds_count\\{.*,spring_batch_job_status=\"FAILED\"} 1\n");
	}

	@Test
	void theEndOfATaskThatIsStillRunningIsPushed() {
		// Another runner would fail, since the app has ended before its turn.
		TestApps.run(this.proxy.port(), ExitingTask.class, "--spring.batch.job.enabled=false");
		assertThatTaskEnded("none", 3, "success");
	}

	@Test
	void aDatabaseThatIsAwayDoesNotDisturbTheShutdown(CapturedOutput output) {
		TestApps.run(this.proxy.port(), TaskWithoutDatabase.class, "--spring.batch.job.enabled=false");
		assertThat(output).contains("The task's end could not be recorded at the start of the shutdown");
		assertThat(this.proxy.pushes()).singleElement().asString().contains("spring_cloud_task_seconds_count{");
	}

	private void assertThatTaskEnded(String error, int exitCode, String status) {
		assertThat(this.proxy.pushes()).singleElement()
			.asString()
			.containsPattern(
					"spring_cloud_task_seconds_count\\{error=\"" + error + "\",.*,spring_cloud_task_exit_code=\""
							+ exitCode + "\",.*,spring_cloud_task_status=\"" + status + "\"} 1\n");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableTask
	static class SuccessfulTask {

		@Bean
		ApplicationRunner work() {
			return (arguments) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTask
	static class FailingTask {

		@Bean
		ApplicationRunner work() {
			return (arguments) -> {
				throw new IllegalStateException("No orders");
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTask
	@ImportResource("classpath:io/dataflowmonitoring/spring/failing-job.xml")
	static class FailingJob {

		@Bean
		Orders orders() {
			return new Orders();
		}

	}

	static class Orders {

		public void sum() {
			throw new IllegalStateException("No orders");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTask
	static class ExitingTask {

		@Bean
		ApplicationRunner work(ConfigurableApplicationContext context) {
			return (arguments) -> SpringApplication.exit(context, () -> 3);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTask
	static class TaskWithoutDatabase {

		@Bean
		ApplicationRunner work(ConfigurableApplicationContext context, DataSource database) {
			return (arguments) -> {
				((Closeable) database).close();
				SpringApplication.exit(context, () -> 3);
			};
		}

	}

}
