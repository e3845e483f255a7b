package io.dataflowmonitoring.local.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import io.dataflowmonitoring.local.process.ChildCommand;
import io.dataflowmonitoring.local.process.ChildProcess;
import io.dataflowmonitoring.local.process.ChildProcessException;
import io.dataflowmonitoring.local.process.ChildProcesses;
import io.dataflowmonitoring.local.process.Readiness;

/**
 * The suite's processes, from the first one started to the last one ended. When the user
 * ends the demo, another thread stops it than the one that starts and watches.
 */
final class Suite {

	private static final Duration READY_TIMEOUT = Duration.ofMinutes(2);

	// Together well under the 10 s that Ctrl-C may take.
	private static final Duration APP_GRACE = Duration.ofSeconds(3);

	private static final Duration SERVER_GRACE = Duration.ofSeconds(2);

	private final DemoSettings settings;

	private final SuiteCommands commands;

	private final ChildProcesses processes;

	/** Kafka, the proxy, Prometheus and Grafana. */
	private final List<ChildProcess> servers = new CopyOnWriteArrayList<>();

	private final List<ChildProcess> streamApps = new CopyOnWriteArrayList<>();

	private final List<ChildProcess> tasks = new CopyOnWriteArrayList<>();

	Suite(DemoSettings settings) {
		this.settings = settings;
		this.commands = new SuiteCommands(settings);
		this.processes = new ChildProcesses(settings.logs());
	}

	/**
	 * Starts Kafka, the proxy, and what reads from the proxy, and waits until Kafka and
	 * the proxy are ready: an app that finds no Kafka or no proxy at first loses seconds.
	 * @throws ChildProcessException if one of them is not ready in time
	 * @throws IOException if the configuration of Prometheus or Grafana cannot be written
	 * @throws InterruptedException if this thread was interrupted
	 */
	void startServers() throws IOException, InterruptedException {
		ChildProcess kafka = startServer(this.commands.kafka());
		ChildProcess proxy = startServer(this.commands.proxy());
		if (this.settings.prometheus().isPresent()) {
			startServer(new Prometheus(this.settings).command(this.settings.prometheus().get()));
		}
		if (this.settings.grafana().isPresent()) {
			startServer(new Grafana(this.settings).command(this.settings.grafana().get()));
		}
		kafka.awaitReady(Readiness.tcp(this.settings.ports().kafka()), READY_TIMEOUT);
		proxy.awaitReady(Readiness.http(this.settings.proxyUri().resolve("/actuator/health/readiness")), READY_TIMEOUT);
	}

	private ChildProcess startServer(ChildCommand command) {
		ChildProcess server = this.processes.start(command);
		this.servers.add(server);
		return server;
	}

	/** Starts the stream apps. */
	void startApps() {
		for (StreamApp app : StreamApp.values()) {
			this.streamApps.add(this.processes.start(this.commands.streamApp(app)));
		}
	}

	/**
	 * Starts the task once.
	 * @return the task's process
	 */
	ChildProcess startTask() {
		ChildProcess task = this.processes.start(this.commands.task());
		this.tasks.add(task);
		return task;
	}

	/**
	 * Waits for the end of a process that should run until it is stopped.
	 * @param timeout how long to wait at most
	 * @return the process that ended, or nothing if all still run after that time
	 * @throws InterruptedException if this thread was interrupted
	 */
	Optional<ChildProcess> awaitDeath(Duration timeout) throws InterruptedException {
		return this.processes.awaitDeath(Stream.of(this.servers, this.streamApps).flatMap(List::stream).toList(),
				timeout);
	}

	/**
	 * Ends every process, the apps before what they use, and removes the data.
	 * @throws IOException if the data cannot be removed
	 */
	void stop() throws IOException {
		this.processes.stop(Stream.of(this.streamApps, this.tasks).flatMap(List::stream).toList(), APP_GRACE);
		this.processes.stop(this.servers, SERVER_GRACE);
		this.processes.close();
		removeData();
	}

	private void removeData() throws IOException {
		if (!Files.exists(this.settings.data())) {
			return;
		}
		try (Stream<Path> files = Files.walk(this.settings.data())) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.deleteIfExists(file);
			}
		}
	}

}
