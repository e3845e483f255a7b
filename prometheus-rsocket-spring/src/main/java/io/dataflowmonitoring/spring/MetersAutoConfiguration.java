package io.dataflowmonitoring.spring;

import io.dataflowmonitoring.spring.PrometheusRSocketProperties.Identity;
import io.micrometer.core.instrument.config.MeterFilter;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnNotWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.cloud.task.listener.TaskLifecycleListener;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/**
 * What an app's meters get wherever they go, to a proxy or to another monitoring system:
 * the identity, and a task's end before the registries are closed.
 */
@AutoConfiguration
final class MetersAutoConfiguration {

	@Bean
	@ConditionalOnWebApplication
	MeterFilter webAppIdentityMeterFilter(Environment environment) {
		return identity(environment, true);
	}

	@Bean
	@ConditionalOnNotWebApplication
	MeterFilter appIdentityMeterFilter(Environment environment) {
		return identity(environment, false);
	}

	private static MeterFilter identity(Environment environment, boolean hasWebServer) {
		Identity identity = new PrometheusRSocketPropertySources(environment).identity();
		if (!identity.enabled()) {
			return new MeterFilter() {
			};
		}
		IdentityTags tags = new IdentityTags(environment);
		return new IdentityFilter(tags.find(identity, hasWebServer), tags.findUnknown());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(TaskLifecycleListener.class)
	static final class TaskConfiguration {

		// Nothing asks for it, so it would stay away from an app that initializes lazily.
		@Lazy(false)
		@Bean
		TaskEnd taskEndBeforeMeterRegistriesClose(ApplicationContext context,
				ObjectProvider<TaskLifecycleListener> listeners) {
			return new TaskEnd(context, listeners);
		}

	}

}
