package io.dataflowmonitoring.local.demo;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.dataflowmonitoring.local.broker.BrokerProcess;
import io.dataflowmonitoring.local.process.ChildCommand;

/**
 * How each of the suite's own programs is started: from its packaged jar, small,
 * reachable from this machine only, and with the properties that Spring Cloud Data Flow
 * gives.
 */
final class LocalCommands {

	private static final String HOST = "127.0.0.1";

	private static final String[] SMALL_JVM = { "-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1" };

	private final DemoSettings settings;

	LocalCommands(DemoSettings settings) {
		this.settings = settings;
	}

	ChildCommand kafka() {
		Ports ports = this.settings.ports();
		return BrokerProcess.command(jar("local/target/dataflow-monitoring-local-exec.jar"), ports.kafka(),
				ports.kafkaController(), this.settings.data().resolve("kafka"));
	}

	ChildCommand proxy() {
		Ports ports = this.settings.ports();
		return ChildCommand.jar("proxy", jar("prometheus-rsocket-proxy/target/prometheus-rsocket-proxy.jar"))
			.jvmOptions(SMALL_JVM)
			.arguments("--server.address=" + HOST, "--server.port=" + ports.proxy(),
					"--micrometer.prometheus-proxy.bind-address=" + HOST,
					"--micrometer.prometheus-proxy.tcp-port=" + ports.tcp(),
					"--micrometer.prometheus-proxy.websocket-port=" + ports.websocket(),
					"--micrometer.prometheus-proxy.push-directory=" + this.settings.data().resolve("pushes"));
	}

	ChildCommand streamApp(StreamApp app) {
		ChildCommand command = ChildCommand
			.jar(app.label(), jar("stream-apps/%s/target/%s.jar".formatted(app.label(), app.label())))
			.jvmOptions(SMALL_JVM)
			.environment("SPRING_APPLICATION_JSON", json(dataFlowProperties(app)))
			.arguments("--server.address=" + HOST,
					"--spring.cloud.stream.kafka.binder.brokers=" + HOST + ":" + this.settings.ports().kafka())
			.arguments(proxyAddress())
			.arguments(options(this.settings.faults().properties(app)));
		return (app == StreamApp.SOURCE) ? command.arguments("--demo.source.rate=" + this.settings.ordersPerSecond())
				: command;
	}

	/**
	 * One launch of the task, on a database that its launches share.
	 * @param number which launch it is, counted from 1
	 */
	ChildCommand task(int number) {
		Path database = this.settings.data().resolve("tasks").toAbsolutePath();
		return ChildCommand.jar(DemoTask.JAR, jar("task-apps/%s/target/%s.jar".formatted(DemoTask.JAR, DemoTask.JAR)))
			.jvmOptions(SMALL_JVM)
			.environment("SPRING_APPLICATION_JSON", json(Map.of("spring.cloud.task.name", DemoTask.NAME)))
			.arguments("--spring.datasource.url=jdbc:h2:file:" + database)
			.arguments(proxyAddress())
			.arguments(options(this.settings.faults().taskProperties(number)));
	}

	private static String[] options(List<String> properties) {
		return properties.stream().map((property) -> "--" + property).toArray(String[]::new);
	}

	private String[] proxyAddress() {
		return new String[] { "--micrometer.prometheus.rsocket.host=" + HOST,
				"--micrometer.prometheus.rsocket.port=" + this.settings.ports().tcp() };
	}

	private Map<String, String> dataFlowProperties(StreamApp app) {
		String port = Integer.toString(port(app));
		Map<String, String> properties = new LinkedHashMap<>();
		properties.put("spring.cloud.dataflow.stream.name", StreamApp.STREAM);
		properties.put("spring.cloud.dataflow.stream.app.label", app.label());
		properties.put("spring.cloud.dataflow.stream.app.type", app.type());
		properties.put("spring.cloud.application.group", StreamApp.STREAM);
		// Data Flow's local platform takes the app's port for it.
		properties.put("spring.cloud.application.guid", port);
		properties.put("spring.cloud.stream.instanceIndex", "0");
		properties.put("instance.index", "0");
		properties.put("server.port", port);
		return properties;
	}

	private int port(StreamApp app) {
		Ports ports = this.settings.ports();
		return switch (app) {
			case SOURCE -> ports.source();
			case PROCESSOR -> ports.processor();
			case SINK -> ports.sink();
		};
	}

	private Path jar(String path) {
		return this.settings.project().resolve(path);
	}

	/** Writes a JSON object of values that need no escapes. */
	private static String json(Map<String, String> properties) {
		return properties.entrySet()
			.stream()
			.map((property) -> "\"%s\":\"%s\"".formatted(property.getKey(), property.getValue()))
			.collect(Collectors.joining(",", "{", "}"));
	}

}
