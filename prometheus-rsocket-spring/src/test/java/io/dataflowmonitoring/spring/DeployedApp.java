package io.dataflowmonitoring.spring;

import org.springframework.boot.WebApplicationType;
import org.springframework.cloud.task.configuration.EnableTask;
import org.springframework.context.annotation.Configuration;

/**
 * An app as a Data Flow server deploys it, which {@link DeployedAppIT} runs in a process
 * of its own: a task, or something that stands for a stream app. It ends at once, and
 * knows nothing but what the process is given.
 */
enum DeployedApp {

	STREAM_APP(StreamApp.class), TASK(Task.class);

	private final Class<?> configuration;

	DeployedApp(Class<?> configuration) {
		this.configuration = configuration;
	}

	public static void main(String[] arguments) {
		TestApps.run(WebApplicationType.NONE, valueOf(arguments[0]).configuration).close();
	}

	@Configuration(proxyBeanMethods = false)
	static class StreamApp {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTask
	static class Task {

	}

}
