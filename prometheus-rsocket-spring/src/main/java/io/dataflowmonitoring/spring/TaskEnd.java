package io.dataflowmonitoring.spring;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cloud.task.listener.TaskLifecycleListener;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;

/**
 * Ends a Spring Cloud Task that is still running when its context closes: on SIGTERM, or
 * if it calls {@code System.exit(SpringApplication.exit(context))} itself. Spring Cloud
 * Task does so a little later in the shutdown, but by then Spring Boot has closed the
 * meter registries, and the task's duration, exit code and status would be in none of
 * them. A task that has ended by itself is left alone.
 */
final class TaskEnd implements ApplicationListener<ContextClosedEvent>, Ordered {

	private static final Logger logger = LoggerFactory.getLogger(TaskEnd.class);

	private final ApplicationContext context;

	private final ObjectProvider<TaskLifecycleListener> listeners;

	TaskEnd(ApplicationContext context, ObjectProvider<TaskLifecycleListener> listeners) {
		this.context = context;
		this.listeners = listeners;
	}

	@Override
	public int getOrder() {
		// Leaves room for an app's own listener that has to stop the task's work first.
		return Ordered.HIGHEST_PRECEDENCE + 1;
	}

	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		if (event.getApplicationContext() == this.context) {
			this.listeners.stream().filter(TaskLifecycleListener::isRunning).forEach(this::stop);
		}
	}

	private void stop(TaskLifecycleListener listener) {
		try {
			listener.stop();
		}
		catch (RuntimeException ex) {
			// Thrown on, it would keep the other listeners from learning of the shutdown.
			logger.warn(
					"The task's end could not be recorded at the start of the shutdown, so its last metrics may lack it. "
							+ "Spring Cloud Task tries again in the course of the shutdown",
					ex);
		}
	}

}
