package io.dataflowmonitoring.systemtests.support;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.dataflowmonitoring.local.process.ChildCommand;
import io.dataflowmonitoring.local.process.ChildProcess;
import io.dataflowmonitoring.local.process.FreePorts;
import io.dataflowmonitoring.local.process.Readiness;
import org.jspecify.annotations.Nullable;

/**
 * Our packaged proxy, in a process of its own.
 */
public final class Proxy {

	private static final Duration START_TIMEOUT = Duration.ofSeconds(90);

	private static final String HEAP = "-Xmx256m";

	private final Processes processes;

	private final Path pushDirectory;

	private final int httpPort;

	private final int tcpPort;

	private final int websocketPort;

	private final ChildCommand command;

	private ChildProcess process;

	private Proxy(Builder builder) {
		this.processes = builder.processes;
		List<Integer> ports = FreePorts.find(3);
		this.httpPort = ports.get(0);
		this.tcpPort = ports.get(1);
		this.websocketPort = ports.get(2);
		this.pushDirectory = (builder.pushDirectory != null) ? builder.pushDirectory
				: this.processes.directory().resolve("pushes-" + this.tcpPort);
		ChildCommand java = ChildCommand.jar(builder.name, PackagedJar.PROXY.path())
			.jvmOptions(HEAP, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
			.jvmOptions(builder.jvmOptions)
			.arguments("--server.address=127.0.0.1", "--server.port=" + this.httpPort,
					"--micrometer.prometheus-proxy.bind-address=127.0.0.1",
					"--micrometer.prometheus-proxy.tcp-port=" + this.tcpPort,
					"--micrometer.prometheus-proxy.websocket-port=" + this.websocketPort,
					"--micrometer.prometheus-proxy.push-directory=" + this.pushDirectory)
			.arguments(builder.properties);
		this.command = builder.program.isEmpty() ? java
				: ChildCommand.program(builder.name, Path.of(builder.program.get(0)))
					.arguments(builder.program.stream().skip(1).toArray(String[]::new))
					.arguments(java.commandLine().toArray(String[]::new));
		this.process = this.processes.start(this.command);
	}

	/**
	 * Starts a proxy on free ports, and waits until it is ready.
	 * @param processes starts it, and ends it with the test class
	 * @param properties arguments such as {@code --name=value}
	 * @return the proxy
	 * @throws InterruptedException if this thread was interrupted
	 */
	public static Proxy start(Processes processes, String... properties) throws InterruptedException {
		return in(processes).properties(properties).start();
	}

	/**
	 * Prepares a proxy that is special in some way.
	 * @param processes starts it, and ends it with the test class
	 * @return a builder
	 */
	public static Builder in(Processes processes) {
		return new Builder(processes);
	}

	/**
	 * Kills it (SIGKILL).
	 * @throws InterruptedException if this thread was interrupted
	 */
	public void kill() throws InterruptedException {
		this.processes.kill(this.process);
	}

	/**
	 * Asks it to end (SIGTERM) and waits until it has.
	 */
	public void stop() {
		this.processes.stop(this.process);
	}

	/**
	 * Starts it again on the same ports; does not wait for it.
	 */
	public void startAgain() {
		this.process = this.processes.start(this.command);
	}

	/**
	 * Kills it (SIGKILL) and starts it again on the same ports; does not wait for it.
	 * @throws InterruptedException if this thread was interrupted
	 */
	public void killAndStartAgain() throws InterruptedException {
		kill();
		startAgain();
	}

	/**
	 * Waits until it is ready.
	 * @throws InterruptedException if this thread was interrupted
	 */
	public void awaitReady() throws InterruptedException {
		this.process.awaitReady(Readiness.http(uri("/actuator/health/readiness")), START_TIMEOUT);
	}

	/**
	 * Returns the process that was started last.
	 * @return the process
	 */
	public ChildProcess process() {
		return this.process;
	}

	/**
	 * Returns the folder for final pushes.
	 * @return the folder, which the proxy creates
	 */
	public Path pushDirectory() {
		return this.pushDirectory;
	}

	/**
	 * Returns the port for Prometheus.
	 * @return the port
	 */
	public int httpPort() {
		return this.httpPort;
	}

	/**
	 * Returns the port for apps that connect over TCP.
	 * @return the port
	 */
	public int tcpPort() {
		return this.tcpPort;
	}

	/**
	 * Returns the port for apps that connect over WebSocket.
	 * @return the port
	 */
	public int websocketPort() {
		return this.websocketPort;
	}

	/**
	 * Returns what Prometheus gets when its scrape timeout is 10 s.
	 * @return the metrics of all apps
	 */
	public Exposition scrape() {
		return scrape(Duration.ofSeconds(10));
	}

	/**
	 * Returns what Prometheus gets.
	 * @param timeout its scrape timeout, in whole seconds
	 * @return the metrics of all apps
	 */
	public Exposition scrape(Duration timeout) {
		return new Exposition(Http.get(uri("/metrics/connected"), "X-Prometheus-Scrape-Timeout-Seconds",
				Long.toString(timeout.toSeconds())));
	}

	/**
	 * Returns the proxy's own metrics.
	 * @return the metrics
	 */
	public Exposition ownMetrics() {
		return new Exposition(Http.get(uri("/metrics/proxy")));
	}

	/**
	 * Returns where the proxy answers HTTP requests.
	 * @param path the path, which begins with a slash
	 * @return the URI
	 */
	public URI uri(String path) {
		return URI.create("http://127.0.0.1:" + this.httpPort + path);
	}

	/**
	 * What is special about a proxy.
	 */
	public static final class Builder {

		private final Processes processes;

		private String name = "proxy";

		private List<String> program = List.of();

		private @Nullable Path pushDirectory;

		private String[] jvmOptions = {};

		private String[] properties = {};

		private Builder(Processes processes) {
			this.processes = processes;
		}

		/**
		 * Sets what messages and the log file call it; without this, {@code proxy}.
		 * @param name the name
		 * @return this
		 */
		public Builder name(String name) {
			this.name = name;
			return this;
		}

		/**
		 * Sets JVM options, beside or instead of those that keep it small.
		 * @param options the options, such as {@code -Xmx512m}
		 * @return this
		 */
		public Builder jvmOptions(String... options) {
			this.jvmOptions = options.clone();
			return this;
		}

		/**
		 * Sets the proxy's properties, beside those of its ports and folders.
		 * @param properties arguments such as {@code --name=value}
		 * @return this
		 */
		public Builder properties(String... properties) {
			this.properties = properties.clone();
			return this;
		}

		/**
		 * Sets the folder for final pushes; without this, one of its own.
		 * @param pushDirectory the folder
		 * @return this
		 */
		public Builder pushDirectory(Path pushDirectory) {
			this.pushDirectory = pushDirectory;
			return this;
		}

		/**
		 * Sets a program that becomes the proxy, once it has done something about the
		 * surroundings: {@code sh -c} with a script whose last command is
		 * {@code exec "$@"}, for instance.
		 * @param program the program and its arguments, to which the proxy's command line
		 * is appended
		 * @return this
		 */
		public Builder through(String... program) {
			this.program = List.of(program);
			return this;
		}

		/**
		 * Starts the proxy on free ports, and waits until it is ready.
		 * @return the proxy
		 * @throws InterruptedException if this thread was interrupted
		 */
		public Proxy start() throws InterruptedException {
			Proxy proxy = launch();
			proxy.awaitReady();
			return proxy;
		}

		/**
		 * Starts the proxy on free ports, and does not wait for it.
		 * @return the proxy
		 */
		public Proxy launch() {
			return new Proxy(this);
		}

	}

}
