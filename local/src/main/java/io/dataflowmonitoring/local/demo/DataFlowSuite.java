package io.dataflowmonitoring.local.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import io.dataflowmonitoring.local.process.ChildCommand;
import io.dataflowmonitoring.local.process.ChildProcess;
import io.dataflowmonitoring.local.process.ChildProcesses;
import org.jspecify.annotations.Nullable;

/**
 * The suite deployed by Spring Cloud Data Flow. The servers are one process of the
 * demo's, the script that has started them and ends them; the apps are Data Flow's.
 */
final class DataFlowSuite implements Suite {

	private static final Duration LOOK_INTERVAL = Duration.ofMillis(200);

	private static final Duration COMMAND_TIMEOUT = Duration.ofMinutes(3);

	// What only waits for others has nothing to finish.
	private static final Duration COMMAND_GRACE = Duration.ofSeconds(1);

	private static final Duration OTHERS_GRACE = Duration.ofSeconds(2);

	/** More than the script needs in the worst case. */
	private static final Duration SERVERS_GRACE = Duration.ofMinutes(5);

	private final DemoSettings settings;

	private final DataFlowCommands commands;

	private final Display display;

	private final ChildProcesses processes;

	/** Prometheus, Grafana and the simulated apps. */
	private final List<ChildProcess> others = new CopyOnWriteArrayList<>();

	/** What has an end of its own: the shell, and launches of the task. */
	private final List<ChildProcess> finite = new CopyOnWriteArrayList<>();

	private volatile @Nullable ChildProcess servers;

	/**
	 * Creates it.
	 * @param settings what the run is asked to do
	 * @param version the version of Data Flow
	 * @param display where to show how the start goes
	 */
	DataFlowSuite(DemoSettings settings, String version, Display display) {
		this.settings = settings;
		this.commands = new DataFlowCommands(settings, version);
		this.display = display;
		this.processes = new ChildProcesses(settings.logs());
	}

	@Override
	public void startServers() throws IOException, InterruptedException {
		ChildProcess started = this.processes.start(this.commands.servers());
		this.servers = started;
		for (ChildCommand reader : new MetricsReaders(this.settings).commands()) {
			this.others.add(this.processes.start(reader));
		}
		int shown = 0;
		// The script gives up by itself if a server is not healthy in time.
		while (started.isAlive()) {
			List<String> lines = started.lastLogLines(Integer.MAX_VALUE);
			// After a blank line come the addresses, which the demo shows itself.
			List<String> progress = lines.stream().takeWhile((line) -> !line.isBlank()).toList();
			progress.stream().skip(shown).forEach(this.display::say);
			shown = progress.size();
			if (lines.contains(DataFlowCommands.ALL_ARE_HEALTHY)) {
				return;
			}
			this.processes.awaitDeath(List.of(started), LOOK_INTERVAL);
		}
		throw started.died();
	}

	@Override
	public void startApps() throws IOException, InterruptedException {
		run(this.commands.registerTask());
		List<String> deployment = this.commands.deployment();
		Path file = this.settings.directory().resolve("demo.shell");
		Files.writeString(file, Files.readString(this.commands.registration()) + String.join("\n", deployment) + "\n");
		deployment.forEach((command) -> this.display.say("  dataflow:>" + command));
		run(this.commands.shell(file));
		new SimulatedApps(this.settings).command()
			.ifPresent((command) -> this.others.add(this.processes.start(command)));
	}

	/** Runs a command to its end. */
	private void run(ChildCommand command) throws InterruptedException {
		ChildProcess process = this.processes.start(command);
		this.finite.add(process);
		if (process.awaitExit(COMMAND_TIMEOUT) != 0) {
			throw process.died();
		}
	}

	@Override
	public ChildProcess startTask(int number) {
		ChildProcess launch = this.processes.start(this.commands.launchTask(number));
		this.finite.add(launch);
		return launch;
	}

	@Override
	public Optional<ChildProcess> awaitDeath(Duration timeout) throws InterruptedException {
		List<ChildProcess> infinite = new ArrayList<>(this.others);
		Optional.ofNullable(this.servers).ifPresent(infinite::add);
		return this.processes.awaitDeath(infinite, timeout);
	}

	@Override
	public void stop() {
		this.processes.stop(this.finite, COMMAND_GRACE);
		// Prometheus stays until the apps have pushed their last metrics.
		this.processes.stop(Optional.ofNullable(this.servers).stream().toList(), SERVERS_GRACE);
		this.processes.stop(this.others, OTHERS_GRACE);
		this.processes.close();
	}

}
