package io.dataflowmonitoring.local.demo;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import io.dataflowmonitoring.local.process.ChildCommand;

/**
 * How the suite is started and deployed by a Data Flow server: with the scripts and the
 * files of shell commands of {@code dataflow/}, which are there for the user as well.
 */
final class DataFlowCommands {

	/** What {@code dataflow/start} prints last. */
	static final String ALL_ARE_HEALTHY = "Ctrl-C ends them all.";

	private final DemoSettings settings;

	private final String version;

	/**
	 * Creates it.
	 * @param settings what the run is asked to do
	 * @param version the version of Data Flow
	 */
	DataFlowCommands(DemoSettings settings, String version) {
		this.settings = settings;
		this.version = version;
	}

	/**
	 * Kafka, the proxy, Skipper and Data Flow. Its end, or SIGTERM, has Data Flow
	 * undeploy everything, and ends them all.
	 */
	ChildCommand servers() {
		Ports ports = this.settings.ports();
		return script("start").arguments("--foreground", "--version", this.version)
			.arguments(port("kafka", ports.kafka()))
			.arguments(port("kafka-controller", ports.kafkaController()))
			.arguments(port("proxy", ports.proxy()))
			.arguments(port("tcp", ports.tcp()))
			.arguments(port("websocket", ports.websocket()))
			.arguments(port("skipper", ports.skipper()))
			.arguments(port("dataflow", ports.dataFlow()))
			.arguments(port("database", ports.database()));
	}

	/** The file with the commands that register the stream apps. */
	Path registration() {
		return file("commands/register.shell");
	}

	/** The commands of the Data Flow shell that deploy the stream. */
	List<String> deployment() {
		return List.of(
				"stream create --name %s --definition \"%s --demo.source.rate=%s | %s | %s\"".formatted(
						StreamApp.STREAM, StreamApp.SOURCE.label(), this.settings.ordersPerSecond(),
						withFaults(StreamApp.PROCESSOR), withFaults(StreamApp.SINK)),
				"stream deploy --name " + StreamApp.STREAM,
				"task create --name %s --definition \"%s\"".formatted(DemoTask.NAME, DemoTask.JAR));
	}

	private String withFaults(StreamApp app) {
		return app.label() + this.settings.faults()
			.properties(app)
			.stream()
			.map((property) -> " --" + property)
			.collect(Collectors.joining());
	}

	/** Registers the task, which the shell cannot. */
	ChildCommand registerTask() {
		return script("task").arguments("register");
	}

	/**
	 * The Data Flow shell with a file of commands.
	 * @param commands the file
	 */
	ChildCommand shell(Path commands) {
		return script("shell").arguments(commands.toString());
	}

	/**
	 * Launches the task, and ends when it does.
	 * @param number which launch this is, counted from 1; the job's parameters must
	 * differ from those of all other launches
	 */
	ChildCommand launchTask(int number) {
		return script("task").arguments("launch", DemoTask.NAME, "run=" + number)
			.arguments(this.settings.faults()
				.taskProperties(number)
				.stream()
				.map((property) -> "--" + property)
				.toArray(String[]::new));
	}

	private ChildCommand script(String name) {
		return ChildCommand.program("dataflow-" + name, file(name));
	}

	private Path file(String path) {
		return this.settings.project().resolve("dataflow").resolve(path);
	}

	private static String[] port(String name, int port) {
		return new String[] { "--" + name + "-port", Integer.toString(port) };
	}

}
