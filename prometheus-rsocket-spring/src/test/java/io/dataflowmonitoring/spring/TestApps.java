package io.dataflowmonitoring.spring;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Starts small but whole apps, with all auto-configurations there are.
 */
final class TestApps {

	private TestApps() {
	}

	/**
	 * Starts an app without a web server whose metrics have no labels but their own.
	 * @param proxyPort the port of the proxy on this machine
	 * @param configuration what the app consists of
	 * @param arguments the rest of the command line
	 * @return the running app
	 */
	static ConfigurableApplicationContext run(int proxyPort, Class<?> configuration, String... arguments) {
		List<String> commandLine = new ArrayList<>();
		commandLine.add("--micrometer.prometheus.rsocket.host=127.0.0.1");
		commandLine.add("--micrometer.prometheus.rsocket.port=" + proxyPort);
		commandLine.add("--micrometer.prometheus.rsocket.identity.enabled=false");
		commandLine.addAll(List.of(arguments));
		return run(WebApplicationType.NONE, configuration, commandLine.toArray(String[]::new));
	}

	/**
	 * Starts an app.
	 * @param type whether it has a web server
	 * @param configuration what the app consists of
	 * @param arguments the command line
	 * @return the running app
	 */
	static ConfigurableApplicationContext run(WebApplicationType type, Class<?> configuration, String... arguments) {
		return app(type, configuration).run(arguments);
	}

	/**
	 * Starts an app without a web server that sees nothing of this process's environment
	 * variables.
	 * @param variables the environment variables instead
	 * @param configuration what the app consists of
	 * @param arguments the command line
	 * @return the running app
	 */
	static ConfigurableApplicationContext run(Map<String, Object> variables, Class<?> configuration,
			String... arguments) {
		SpringApplication app = app(WebApplicationType.NONE, configuration);
		app.setEnvironment(environment(variables));
		return app.run(arguments);
	}

	/**
	 * Makes an environment as Spring Boot does, with other environment variables.
	 * @param variables the environment variables
	 * @return the environment
	 */
	static ConfigurableEnvironment environment(Map<String, Object> variables) {
		String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().replace(name, new SystemEnvironmentPropertySource(name, variables));
		return environment;
	}

	private static SpringApplication app(WebApplicationType type, Class<?> configuration) {
		SpringApplication app = new SpringApplication(AllAutoConfigurations.class, configuration);
		app.setWebApplicationType(type);
		// A busy build machine needs more than the default.
		app.setDefaultProperties(Map.of("micrometer.prometheus.rsocket.timeout", "30s"));
		return app;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class AllAutoConfigurations {

	}

}
