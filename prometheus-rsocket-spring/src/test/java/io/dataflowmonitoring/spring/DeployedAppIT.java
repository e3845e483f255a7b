package io.dataflowmonitoring.spring;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Data Flow's deployers put into the environment of a process, unless it is JSON:
 * under each prefix, to a stream app and to a task (spring-cloud-dataflow#5856, #5675,
 * stream-applications#455).
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows knows no names in lower case")
class DeployedAppIT {

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private final TestProxy proxy = TestProxy.start();

	private @Nullable Process process;

	@AfterEach
	void close() {
		if (this.process != null) {
			this.process.destroyForcibly();
		}
		this.proxy.close();
	}

	@ParameterizedTest
	@CsvSource({ "micrometer.prometheus.rsocket, VARIABLES, TASK", "micrometer.prometheus.rsocket, NAMES, STREAM_APP",
			"management.prometheus.metrics.export.rsocket, VARIABLES, STREAM_APP",
			"management.prometheus.metrics.export.rsocket, NAMES, TASK",
			"management.metrics.export.prometheus.rsocket, VARIABLES, STREAM_APP",
			"management.metrics.export.prometheus.rsocket, VARIABLES, TASK",
			"management.metrics.export.prometheus.rsocket, NAMES, TASK" })
	void anAppFindsTheProxyAndSaysWhoItIs(String prefix, Form form, DeployedApp app) throws Exception {
		Map<String, String> properties = (app == DeployedApp.TASK) ? task() : streamApp();
		properties.put(prefix + ".enabled", "true");
		properties.put(prefix + ".host", "127.0.0.1");
		properties.put(prefix + ".port", Integer.toString(this.proxy.port()));
		run(app, form, properties);
		assertThat(this.proxy.pushes()).singleElement().asString().doesNotContain("unknown").contains(labels(app));
	}

	private static String[] labels(DeployedApp app) {
		return switch (app) {
			case STREAM_APP -> new String[] { "application=\"sales-pricing-processor\"", "stream_name=\"sales\"",
					"application_name=\"pricing\"", "application_type=\"processor\"",
					"application_guid=\"sales.pricing-v1-1\"", "instance_index=\"1\"" };
			case TASK -> new String[] { "spring_cloud_task_seconds_count{", "application=\"totals-task\"",
					"service=\"task-application\"", "spring_cloud_task_name=\"totals\"" };
		};
	}

	private static Map<String, String> streamApp() {
		Map<String, String> properties = new TreeMap<>();
		properties.put("spring.cloud.dataflow.stream.name", "sales");
		properties.put("spring.cloud.dataflow.stream.app.label", "pricing");
		properties.put("spring.cloud.dataflow.stream.app.type", "processor");
		properties.put("spring.cloud.application.guid", "sales.pricing-v1-1");
		properties.put("spring.cloud.stream.instanceIndex", "1");
		properties.put("management.metrics.tags.stream.name", "${spring.cloud.dataflow.stream.name:unknown}");
		properties.put("management.metrics.tags.instance.index",
				"${vcap.application.instance_index:${spring.cloud.stream.instanceIndex:0}}");
		properties.put("management.metrics.tags.application",
				"${spring.cloud.dataflow.stream.name:unknown}-${spring.cloud.dataflow.stream.app.label:unknown}"
						+ "-${spring.cloud.dataflow.stream.app.type:unknown}");
		properties.put("management.metrics.tags.space.id", "${vcap.application.space_id:unknown}");
		return properties;
	}

	/**
	 * As a scheduler launches it: of an execution, a server's database would have to know
	 * as well.
	 */
	private static Map<String, String> task() {
		Map<String, String> properties = new TreeMap<>();
		properties.put("spring.cloud.task.name", "totals");
		properties.put("spring.application.name", "totals-task");
		properties.put("management.metrics.tags.application",
				"${spring.cloud.task.name:unknown}-${spring.cloud.task.executionid:unknown}");
		properties.put("management.metrics.tags.service", "task-application");
		return properties;
	}

	private void run(DeployedApp app, Form form, Map<String, String> properties) throws Exception {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		File log = Files.createDirectories(Path.of("target")).resolve("DeployedAppIT.log").toFile();
		ProcessBuilder builder = new ProcessBuilder(java, "-Xmx128m", "-XX:TieredStopAtLevel=1", "-cp",
				System.getProperty("java.class.path"), DeployedApp.class.getName(), app.name())
			.redirectErrorStream(true)
			.redirectOutput(log);
		builder.environment().clear();
		properties.forEach((name, value) -> builder.environment().put(form.variable(name), value));
		Process started = builder.start();
		this.process = started;
		assertThat(started.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as(() -> read(log)).isTrue();
		assertThat(started.exitValue()).as(() -> read(log)).isZero();
	}

	private static String read(File log) {
		try {
			return Files.readString(log.toPath());
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	/**
	 * How a property becomes a variable.
	 */
	enum Form {

		/** On Kubernetes with the entry point style {@code shell}. */
		VARIABLES {

			@Override
			String variable(String property) {
				return property.replace('.', '_').toUpperCase(Locale.ROOT);
			}

		},

		/** On Cloud Foundry and on one machine, where JSON is switched off. */
		NAMES {

			@Override
			String variable(String property) {
				return property;
			}

		};

		abstract String variable(String property);

	}

}
