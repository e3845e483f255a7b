package io.dataflowmonitoring.spring;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.cloud.task.configuration.EnableTask;
import org.springframework.cloud.task.listener.TaskLifecycleListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportResource;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;

/**
 * Whole tasks that end, with the proxy's end of the wire in this process.
 */
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
	void aTaskWhoseEndCannotBeRecordedDoesNotDisturbTheShutdown() {
		TaskLifecycleListener listener = mock();
		given(listener.isRunning()).willReturn(true);
		willThrow(new IllegalStateException("The database is away")).given(listener).stop();
		GenericApplicationContext context = new GenericApplicationContext();
		context.registerBean(TaskLifecycleListener.class, () -> listener);
		TaskEnd taskEnd = new TaskEnd(context, context.getBeanProvider(TaskLifecycleListener.class));
		assertThatNoException().isThrownBy(() -> taskEnd.onApplicationEvent(new ContextClosedEvent(context)));
		then(listener).should().stop();
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

}
