package io.dataflowmonitoring.demo.task;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ExitCodeGenerator;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The whole task, run once within this JVM as its main method would, without a proxy.
 *
 * @param exitCode what the process would have ended with
 * @param metrics what a last scrape says, in the text format
 * @param failure what ended the run, {@code null} if it completed
 */
record TaskRun(int exitCode, String metrics, @Nullable Throwable failure) {

	static TaskRun of(String database, String... arguments) {
		return of(database, (context) -> {
		}, arguments);
	}

	/**
	 * Runs the task.
	 * @param database URL of the database
	 * @param started called before the job is launched
	 * @param arguments further arguments
	 */
	static TaskRun of(String database, Consumer<ConfigurableApplicationContext> started, String... arguments) {
		AtomicReference<@Nullable PrometheusMeterRegistry> registry = new AtomicReference<>();
		SpringApplication application = new SpringApplication(TaskDemoApplication.class);
		application.addListeners((ApplicationListener<ApplicationStartedEvent>) (event) -> {
			registry.set(event.getApplicationContext().getBean(PrometheusMeterRegistry.class));
			started.accept(event.getApplicationContext());
		});
		String[] all = Stream
			.concat(Stream.of("--spring.datasource.url=" + database, "--micrometer.prometheus.rsocket.port=1",
					"--micrometer.prometheus.rsocket.timeout=50ms"), Stream.of(arguments))
			.toArray(String[]::new);
		int exitCode;
		Throwable failure = null;
		try {
			exitCode = SpringApplication.exit(application.run(all));
		}
		catch (RuntimeException ex) {
			exitCode = (ex instanceof ExitCodeGenerator generator) ? generator.getExitCode() : 1;
			failure = ex;
		}
		return new TaskRun(exitCode, Objects.requireNonNull(registry.get(), "The task has not started").scrape(),
				failure);
	}

	/**
	 * Returns the samples of a name.
	 */
	Stream<String> samples(String name) {
		return this.metrics.lines().filter((line) -> line.startsWith(name + "{"));
	}

}
