package io.dataflowmonitoring.local.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import io.dataflowmonitoring.local.process.ChildCommand;
import io.dataflowmonitoring.local.process.ChildProcess;
import io.dataflowmonitoring.local.process.ChildProcesses;
import io.dataflowmonitoring.local.process.Readiness;

/**
 * The suite with each of its programs as a process of the demo's own.
 */
final class LocalSuite implements Suite {

	private static final Duration READY_TIMEOUT = Duration.ofMinutes(2);

	// Together well under the 10 s that Ctrl-C may take.
	private static final Duration APP_GRACE = Duration.ofSeconds(3);

	private static final Duration SERVER_GRACE = Duration.ofSeconds(2);

	private final DemoSettings settings;

	private final LocalCommands commands;

	private final ChildProcesses processes;

	/** Kafka, the proxy, Prometheus and Grafana. */
	private final List<ChildProcess> servers = new CopyOnWriteArrayList<>();

	/** The stream apps, and the process of the simulated ones. */
	private final List<ChildProcess> streamApps = new CopyOnWriteArrayList<>();

	private final List<ChildProcess> tasks = new CopyOnWriteArrayList<>();

	LocalSuite(DemoSettings settings) {
		this.settings = settings;
		this.commands = new LocalCommands(settings);
		this.processes = new ChildProcesses(settings.logs());
	}

	@Override
	public void startServers() throws IOException, InterruptedException {
		ChildProcess kafka = startServer(this.commands.kafka());
		ChildProcess proxy = startServer(this.commands.proxy());
		new MetricsReaders(this.settings).commands().forEach(this::startServer);
		kafka.awaitReady(Readiness.tcp(this.settings.ports().kafka()), READY_TIMEOUT);
		proxy.awaitReady(Readiness.http(this.settings.proxyUri().resolve("/actuator/health/readiness")), READY_TIMEOUT);
	}

	private ChildProcess startServer(ChildCommand command) {
		ChildProcess server = this.processes.start(command);
		this.servers.add(server);
		return server;
	}

	@Override
	public void startApps() {
		for (StreamApp app : StreamApp.values()) {
			this.streamApps.add(this.processes.start(this.commands.streamApp(app)));
		}
		new SimulatedApps(this.settings).command()
			.ifPresent((command) -> this.streamApps.add(this.processes.start(command)));
	}

	@Override
	public ChildProcess startTask(int number) {
		ChildProcess task = this.processes.start(this.commands.task(number));
		this.tasks.add(task);
		return task;
	}

	@Override
	public Optional<ChildProcess> awaitDeath(Duration timeout) throws InterruptedException {
		return this.processes.awaitDeath(Stream.of(this.servers, this.streamApps).flatMap(List::stream).toList(),
				timeout);
	}

	@Override
	public void stop() {
		this.processes.stop(Stream.of(this.streamApps, this.tasks).flatMap(List::stream).toList(), APP_GRACE);
		this.processes.stop(this.servers, SERVER_GRACE);
		this.processes.close();
	}

}
