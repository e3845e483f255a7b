package io.dataflowmonitoring.spring;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.cloud.task.configuration.EnableTask;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the servers of Spring Cloud Data Flow hand on to the apps that they deploy, in
 * each of the ways in which they and their platforms do: environment variables, JSON in
 * one environment variable, the command line (spring-cloud-dataflow#5856, #5675,
 * stream-applications#455).
 */
class DataFlowPropertiesTests {

	private static final String LINE_2_0 = "micrometer.prometheus.rsocket.";

	private static final String DATA_FLOW_2_11 = "management.prometheus.metrics.export.rsocket.";

	private static final String DATA_FLOW_2_7 = "management.metrics.export.prometheus.rsocket.";

	private final TestProxy proxy = TestProxy.start();

	@AfterEach
	void close() {
		this.proxy.close();
	}

	static Stream<String> prefixes() {
		return Stream.of(LINE_2_0, DATA_FLOW_2_11, DATA_FLOW_2_7);
	}

	@ParameterizedTest
	@MethodSource("prefixes")
	void everyWayIsReadUnderEveryPrefix(String prefix) {
		PrometheusRSocketProperties properties = properties(
				Map.of(variable(prefix + "host"), "proxy", variable(prefix + "maxRetries"), "4",
						"SPRING_APPLICATION_JSON", json(Map.of(prefix + "port", "17", prefix + "max-backoff", "2m"))),
				"--" + prefix + "transport=websocket", "--" + prefix + "firstBackoff=3s");
		assertThat(properties.host()).isEqualTo("proxy");
		assertThat(properties.maxRetries()).isEqualTo(4);
		assertThat(properties.port()).isEqualTo(17);
		assertThat(properties.maxBackoff()).hasMinutes(2);
		assertThat(properties.transport()).hasToString("WEBSOCKET");
		assertThat(properties.firstBackoff()).hasSeconds(3);
	}

	@ParameterizedTest
	@MethodSource("prefixes")
	void underOnePrefixTheWaysRankAsInSpringBoot(String prefix) {
		Map<String, Object> variables = Map.of(variable(prefix + "host"), "variable", variable(prefix + "port"), "1",
				variable(prefix + "token"), "variable", "SPRING_APPLICATION_JSON",
				json(Map.of(prefix + "host", "json", prefix + "port", "2")));
		PrometheusRSocketProperties properties = properties(variables, "--" + prefix + "host=command-line");
		assertThat(properties.host()).isEqualTo("command-line");
		assertThat(properties.port()).isEqualTo(2);
		assertThat(properties.token()).isEqualTo("variable");
	}

	@Test
	void theNewerPrefixWinsInWhicheverWayItComes() {
		PrometheusRSocketProperties properties = properties(
				Map.of(variable(LINE_2_0 + "host"), "newest", variable(DATA_FLOW_2_11 + "port"), "11",
						"SPRING_APPLICATION_JSON", json(Map.of(DATA_FLOW_2_11 + "host", "newer"))),
				"--" + DATA_FLOW_2_7 + "host=oldest", "--" + DATA_FLOW_2_7 + "port=7",
				"--" + DATA_FLOW_2_7 + "secure=true");
		assertThat(properties.host()).isEqualTo("newest");
		assertThat(properties.port()).isEqualTo(11);
		assertThat(properties.secure()).isTrue();
	}

	/**
	 * With the tags that the servers give every stream app, placeholders included.
	 */
	@ParameterizedTest
	@MethodSource("prefixes")
	void aStreamAppIsConnectedAndHasAName(String prefix) {
		Map<String, Object> handedOn = handedOn(prefix);
		handedOn.putAll(Map.of("spring.cloud.dataflow.stream.name", "sales", "spring.cloud.dataflow.stream.app.label",
				"pricing", "spring.cloud.dataflow.stream.app.type", "processor", "spring.cloud.application.guid",
				"sales.pricing-v1-0", "spring.cloud.stream.instanceIndex", "1"));
		String tags = "management.metrics.tags.";
		handedOn.putAll(Map.of(tags + "stream.name", "${spring.cloud.dataflow.stream.name:unknown}",
				tags + "application.name",
				"${vcap.application.application_name:${spring.cloud.dataflow.stream.app.label:unknown}}",
				tags + "application.type", "${spring.cloud.dataflow.stream.app.type:unknown}", tags + "instance.index",
				"${vcap.application.instance_index:${spring.cloud.stream.instanceIndex:0}}", tags + "application.guid",
				"${spring.cloud.application.guid:unknown}", tags + "application",
				"${spring.cloud.dataflow.stream.name:unknown}-${spring.cloud.dataflow.stream.app.label:unknown}",
				tags + "space.id", "${vcap.application.space_id:unknown}"));
		try (ConfigurableApplicationContext app = TestApps.run(Map.of("SPRING_APPLICATION_JSON", json(handedOn)),
				StreamApp.class)) {
			assertThat(app.isRunning()).isTrue();
			assertThat(this.proxy.pull()).contains("jvm_threads_live_threads{")
				.contains("application=\"sales-pricing\"", "application_guid=\"sales.pricing-v1-0\"",
						"application_name=\"pricing\"", "application_type=\"processor\"", "instance_index=\"1\"",
						"stream_name=\"sales\"")
				.doesNotContain("space_id", "unknown");
			assertThat(this.proxy.requests().get(0).description().labels()).containsEntry("stream_name", "sales")
				.containsEntry("application", "sales-pricing");
		}
	}

	/**
	 * Data Flow 2.7 names every task {@code unknown-unknown}, since it looks for names
	 * that Spring Cloud Task has given up (spring-cloud-dataflow#4299). Data Flow 2.11
	 * knows no execution where a scheduler launches the task.
	 */
	@ParameterizedTest
	@MethodSource("prefixes")
	void aTaskIsConnectedAndHasAName(String prefix) {
		Map<String, Object> handedOn = handedOn(prefix);
		handedOn.putAll(Map.of("spring.cloud.task.name", "totals", "spring.application.name", "totals-task",
				"management.metrics.tags.service", "task-application", "management.metrics.tags.application",
				prefix.equals(DATA_FLOW_2_7) ? "${task.name:unknown}-${task.execution.id:unknown}"
						: "${spring.cloud.task.name:unknown}-${spring.cloud.task.executionid:unknown}"));
		TestApps.run(Map.of("SPRING_APPLICATION_JSON", json(handedOn)), Task.class).close();
		assertThat(this.proxy.pushes()).singleElement()
			.asString()
			.contains("spring_cloud_task_seconds_count{")
			.contains("application=\"totals-task\"", "service=\"task-application\"",
					"spring_cloud_task_name=\"totals\"")
			.doesNotContain("unknown");
		assertThat(this.proxy.requests().get(0).description().labels()).containsEntry("application", "totals-task");
	}

	@ParameterizedTest
	@MethodSource("prefixes")
	void aTaskIsConnectedByEnvironmentVariables(String prefix) {
		TestApps
			.run(Map.of(variable(prefix + "host"), "127.0.0.1", variable(prefix + "port"),
					Integer.toString(this.proxy.port())), Task.class, "--spring.cloud.task.name=totals")
			.close();
		assertThat(this.proxy.pushes()).singleElement().asString().contains("spring_cloud_task_name=\"totals\"");
	}

	private Map<String, Object> handedOn(String prefix) {
		return new TreeMap<>(Map.of(prefix + "enabled", "true", prefix + "host", "127.0.0.1", prefix + "port",
				Integer.toString(this.proxy.port())));
	}

	private static PrometheusRSocketProperties properties(Map<String, Object> variables, String... arguments) {
		SpringApplication app = new SpringApplication(StreamApp.class);
		app.setWebApplicationType(WebApplicationType.NONE);
		app.setBannerMode(Banner.Mode.OFF);
		app.setEnvironment(TestApps.environment(variables));
		try (ConfigurableApplicationContext context = app.run(arguments)) {
			return new PrometheusRSocketPropertySources(context.getEnvironment()).properties();
		}
	}

	private static String variable(String property) {
		return property.replace('.', '_').toUpperCase(Locale.ROOT);
	}

	private static String json(Map<String, ?> properties) {
		return properties.entrySet()
			.stream()
			.map((property) -> "\"" + property.getKey() + "\":\"" + property.getValue() + "\"")
			.collect(Collectors.joining(",", "{", "}"));
	}

	@Configuration(proxyBeanMethods = false)
	static class StreamApp {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTask
	static class Task {

	}

}
