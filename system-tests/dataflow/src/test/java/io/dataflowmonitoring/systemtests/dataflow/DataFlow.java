package io.dataflowmonitoring.systemtests.dataflow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.dataflowmonitoring.local.process.ChildProcesses;
import io.dataflowmonitoring.systemtests.support.Exposition;
import io.dataflowmonitoring.systemtests.support.Http;
import io.dataflowmonitoring.systemtests.support.Prometheus;
import io.dataflowmonitoring.systemtests.support.Tools;
import org.awaitility.core.ConditionTimeoutException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.awaitility.Awaitility.await;

/**
 * What {@code dataflow/start} starts: Kafka, the proxy, Skipper and Data Flow, on free
 * ports. Get one from {@link DataFlowServers}.
 */
final class DataFlow implements AutoCloseable {

	/**
	 * The folder that all servers take for Maven's local repository; empty unless a test
	 * puts something there.
	 */
	static final Path MAVEN_REPOSITORY = Path.of(System.getProperty("project.target", "target"), "maven-repository")
		.toAbsolutePath();

	private static final Duration START_TIMEOUT = Duration.ofMinutes(12);

	private static final Duration STOP_TIMEOUT = Duration.ofMinutes(5);

	/** A task that {@code dataflow/task} waits for included. */
	private static final Duration COMMAND_TIMEOUT = Duration.ofMinutes(4);

	private static final Duration REST_TIMEOUT = Duration.ofSeconds(60);

	/** The server itself waits up to a minute for the ports of an app. */
	private static final Duration DEPLOYMENT_TIMEOUT = Duration.ofMinutes(4);

	/** What an app still writes at its end is in its log then. */
	private static final Duration FAILED_FOR_GOOD = Duration.ofSeconds(20);

	private static final int LOG_LINES_ON_FAILURE = 40;

	/** Where Spring Boot says why an app failed to start. */
	private static final int APP_LINES_IN_MESSAGE = 25;

	private static final int FAILED_APP_LINES = 600;

	private final JsonMapper json = new JsonMapper();

	private final HttpClient http = HttpClient.newBuilder().connectTimeout(REST_TIMEOUT).build();

	private final Version version;

	private final Path directory;

	private final Map<String, String> environment;

	private final String[] options;

	private final Thread closeOnExit = new Thread(() -> script(STOP_TIMEOUT, "stop"));

	private final Map<String, String> settings = new HashMap<>();

	private Script start;

	private ChildProcesses processes;

	private Prometheus prometheus;

	private int commandFiles;

	/**
	 * Prepares it.
	 * @param version Data Flow's version
	 * @param directory the folder of the run: {@code DATAFLOW_RUN}
	 * @param environment environment variables for {@code dataflow/start}
	 * @param options further options of {@code dataflow/start}
	 */
	DataFlow(Version version, Path directory, Map<String, String> environment, String... options) {
		this.version = version;
		this.directory = directory;
		this.environment = environment;
		this.options = options;
	}

	/**
	 * Starts it unless that was done already; a start that has failed is not tried again.
	 */
	synchronized void start() {
		if (this.start == null) {
			// Whatever a build that was killed has left behind.
			script(STOP_TIMEOUT, "stop");
			Runtime.getRuntime().addShutdownHook(this.closeOnExit);
			List<String> arguments = new ArrayList<>(List.of("--version", this.version.toString(), "--free-ports",
					"--maven-repository", MAVEN_REPOSITORY.toString()));
			arguments.addAll(List.of(this.options));
			this.start = new Script(arguments, -1, "It was given up when an earlier test wanted it.");
			this.start = Script.run(this.directory, this.environment, START_TIMEOUT, "start",
					arguments.toArray(String[]::new));
			if (this.start.exitCode() == 0) {
				readSettings();
			}
		}
		this.start.succeeded();
	}

	private void readSettings() {
		try {
			for (String line : Files.readAllLines(this.directory.resolve("run"))) {
				String[] setting = line.split("=", 2);
				this.settings.put(setting[0], setting[1]);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot read what the start has written", ex);
		}
	}

	/**
	 * Undeploys and destroys what there is, and ends the servers: {@code dataflow/stop}.
	 */
	@Override
	public void close() {
		if (this.processes != null) {
			this.processes.close();
		}
		Script stop = script(STOP_TIMEOUT, "stop");
		Runtime.getRuntime().removeShutdownHook(this.closeOnExit);
		stop.succeeded();
	}

	/**
	 * Returns Data Flow's version.
	 */
	Version version() {
		return this.version;
	}

	/**
	 * Returns the folder of the run, with {@code logs}, {@code apps} and {@code jars}.
	 */
	Path directory() {
		return this.directory;
	}

	/**
	 * Returns what {@code dataflow/start} has written down of the run.
	 * @param name {@code dataflow}, {@code skipper} or {@code proxy} for a URI without a
	 * path, {@code kafka} for host and port, {@code tcp_port} for the proxy's, for apps
	 */
	String setting(String name) {
		String value = this.settings.get(name);
		if (value == null) {
			throw new IllegalArgumentException("There is no " + name + " in " + this.settings);
		}
		return value;
	}

	/**
	 * Returns the process of a server.
	 * @param name {@code kafka}, {@code proxy}, {@code skipper} or {@code dataflow}
	 */
	ProcessHandle server(String name) {
		try {
			String id = Files.readString(this.directory.resolve("pids").resolve(name)).strip();
			return ProcessHandle.of(Long.parseLong(id)).orElseThrow(() -> new AssertionError(name + " has ended"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot read the id of " + name, ex);
		}
	}

	/**
	 * Runs files of shell commands with {@code dataflow/shell}, and fails if a command
	 * does.
	 * @param files relative to the project's top folder, or absolute
	 * @return the shell's output
	 */
	String shell(String... files) {
		return script(COMMAND_TIMEOUT, "shell", files).succeeded();
	}

	/**
	 * Runs shell commands with {@code dataflow/shell}, whatever comes of them.
	 * @param commands the commands; <code>${jars}</code> and <code>${version}</code> in
	 * them are those of the project's jars
	 * @return output and exit code
	 */
	Script tryCommands(String... commands) {
		try {
			Path folder = Files.createDirectories(this.directory.resolve("commands"));
			Path file = folder.resolve("commands-" + ++this.commandFiles + ".shell");
			Files.write(file, List.of(commands));
			return script(COMMAND_TIMEOUT, "shell", file.toString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot write a file of commands", ex);
		}
	}

	/**
	 * Runs shell commands with {@code dataflow/shell}, and fails if one does.
	 * @param commands the commands, as {@link #tryCommands} takes them
	 * @return the shell's output
	 */
	String commands(String... commands) {
		return tryCommands(commands).succeeded();
	}

	/**
	 * Runs {@code dataflow/task}, whatever comes of it.
	 * @param arguments such as {@code launch}, a task's name, and the task's arguments
	 * @return output and exit code
	 */
	Script task(String... arguments) {
		return script(COMMAND_TIMEOUT, "task", arguments);
	}

	private Script script(Duration timeout, String name, String... arguments) {
		return Script.run(this.directory, timeout, name, arguments);
	}

	/**
	 * Gets from Data Flow's REST API; a status from 400 on fails the test.
	 * @param path path and query without the leading slash, such as
	 * {@code tasks/executions?schemaTarget=boot3}
	 * @return the answer
	 */
	JsonNode get(String path) {
		return send("GET", path, "");
	}

	/**
	 * Posts to Data Flow's REST API; a status from 400 on fails the test.
	 * @param path path and query without the leading slash
	 * @param form names and values of the form in turn
	 * @return the answer, {@linkplain JsonNode#isMissingNode() missing} if it is empty
	 */
	JsonNode post(String path, String... form) {
		List<String> fields = new ArrayList<>();
		for (int i = 0; i < form.length; i += 2) {
			fields.add(form[i] + "=" + URLEncoder.encode(form[i + 1], StandardCharsets.UTF_8));
		}
		return send("POST", path, String.join("&", fields));
	}

	/**
	 * Deletes in Data Flow's REST API; a status from 400 on fails the test.
	 * @param path path and query without the leading slash
	 */
	void delete(String path) {
		send("DELETE", path, "");
	}

	private JsonNode send(String method, String path, String body) {
		HttpRequest request = HttpRequest.newBuilder(URI.create(setting("dataflow") + "/" + path))
			.method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
			.header("Accept", "application/json")
			.header("Content-Type", "application/x-www-form-urlencoded")
			.timeout(REST_TIMEOUT)
			.build();
		try {
			HttpResponse<String> response = this.http.send(request, BodyHandlers.ofString());
			if (response.statusCode() >= 400) {
				throw new AssertionError(request + " answered " + response.statusCode() + ": " + response.body());
			}
			return this.json.readTree(response.body());
		}
		catch (IOException ex) {
			throw new AssertionError("No answer to " + request, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted", ex);
		}
	}

	/**
	 * Waits until all apps of a stream run and have opened their ports. Fails as soon as
	 * one has ended, with the end of its log.
	 * @param stream the stream's name
	 */
	void awaitDeployed(String stream) {
		AtomicReference<Instant> failedSince = new AtomicReference<>();
		try {
			await().atMost(DEPLOYMENT_TIMEOUT)
				.pollInterval(Duration.ofSeconds(1))
				.until(() -> status(stream).equals("deployed") || isOver(stream, failedSince));
		}
		catch (ConditionTimeoutException ex) {
			throw notDeployed(stream, ex);
		}
		if (!status(stream).equals("deployed")) {
			throw notDeployed(stream, null);
		}
	}

	private String status(String stream) {
		return get("streams/definitions/" + stream).path("status").asString();
	}

	/** Whether an app has failed for good: the local deployer starts none again. */
	private boolean isOver(String stream, AtomicReference<Instant> failedSince) {
		boolean failed = status(stream).equals("failed")
				|| apps(stream).stream().anyMatch((app) -> app.state().equals("failed"));
		failedSince.updateAndGet((since) -> !failed ? null : (since != null) ? since : Instant.now());
		return failed && failedSince.get().plus(FAILED_FOR_GOOD).isBefore(Instant.now());
	}

	/** In the message is what a build's summary should show. */
	private AssertionError notDeployed(String stream, Exception cause) {
		List<AppInstance> apps = apps(stream);
		StringBuilder message = new StringBuilder().append(stream).append(" is ").append(status(stream));
		apps.forEach((app) -> message.append("\n  ").append(app.id()).append(": ").append(app.state()));
		for (AppInstance app : apps) {
			if (!app.state().equals("deployed")) {
				app.logs().forEach((log) -> message.append(end(log, APP_LINES_IN_MESSAGE)));
			}
			if (app.state().equals("failed")) {
				app.logs().forEach((log) -> System.err.print(end(log, FAILED_APP_LINES)));
			}
		}
		return new AssertionError(message.toString(), cause);
	}

	/**
	 * Returns the instances of a stream's apps, as Data Flow knows them.
	 * @param stream the stream's name
	 * @return none of an app that was not started
	 */
	List<AppInstance> apps(String stream) {
		List<AppInstance> apps = new ArrayList<>();
		for (JsonNode instances : get("runtime/apps?size=100").findValues("appInstanceStatusResourceList")) {
			instances.forEach((instance) -> apps.add(AppInstance.of(instance)));
		}
		return apps.stream().filter((app) -> app.id().startsWith(stream + ".")).toList();
	}

	/**
	 * Returns what the proxy gives Prometheus: the metrics of all apps.
	 */
	Exposition scrape() {
		return new Exposition(Http.get(URI.create(setting("proxy") + "/metrics/connected"),
				"X-Prometheus-Scrape-Timeout-Seconds", "10"));
	}

	/**
	 * Returns the proxy's own metrics.
	 */
	Exposition proxyMetrics() {
		return new Exposition(Http.get(URI.create(setting("proxy") + "/metrics/proxy")));
	}

	/**
	 * Returns a Prometheus that scrapes the proxy every five seconds, with the
	 * configuration that users get; started when first asked for. Without the program on
	 * the PATH the test is skipped, or fails in continuous integration.
	 * @return the server, as old as these servers at most
	 */
	synchronized Prometheus prometheus() {
		if (this.prometheus == null) {
			Path executable = Tools.require("prometheus");
			try {
				String configuration = Files.readString(Script.root().resolve("prometheus/prometheus.yml"));
				String proxy = URI.create(setting("proxy")).getAuthority();
				Path folder = Files.createDirectories(this.directory.resolve("prometheus"));
				this.processes = new ChildProcesses(this.directory.resolve("logs"));
				this.prometheus = Prometheus.start(this.processes::start, folder, executable,
						configuration.replace("localhost:8080", proxy));
			}
			catch (IOException ex) {
				throw new UncheckedIOException("Cannot configure Prometheus", ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new AssertionError("Interrupted", ex);
			}
		}
		return this.prometheus;
	}

	/**
	 * Prints the end of each log of the servers and the apps that was written to lately.
	 * @param since the time after which that was
	 */
	void printLogs(Instant since) {
		System.err.println("The end of the logs in " + this.directory + ":");
		try (Stream<Path> files = Files.walk(this.directory)) {
			List<Path> logs = files.filter((file) -> file.toString().endsWith(".log"))
				.filter((file) -> file.toFile().lastModified() >= since.toEpochMilli() && file.toFile().length() > 0)
				.sorted()
				.toList();
			logs.forEach((log) -> System.err.print(end(log, LOG_LINES_ON_FAILURE)));
		}
		catch (IOException | UncheckedIOException ex) {
			// The test's own failure is what counts.
			System.err.println("Cannot read the logs: " + ex);
		}
	}

	/** The end of a log, with a title, or nothing of one that is empty or missing. */
	private String end(Path log, int lines) {
		try {
			List<String> all = new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
			return all.isEmpty() ? ""
					: all.stream()
						.skip(Math.max(0, all.size() - lines))
						.collect(Collectors.joining("\n", "\n---- " + this.directory.relativize(log) + "\n", "\n"));
		}
		catch (NoSuchFileException ex) {
			return "";
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot read a log", ex);
		}
	}

	@Override
	public String toString() {
		return "Data Flow " + this.version;
	}

}
