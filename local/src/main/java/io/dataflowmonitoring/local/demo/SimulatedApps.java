package io.dataflowmonitoring.local.demo;

import java.util.Optional;

import io.dataflowmonitoring.local.process.ChildCommand;

/**
 * The process with the simulated apps, if there are to be any.
 */
final class SimulatedApps {

	/** Each has threads, buffers and meters of its own. */
	static final int MOST = 200;

	private static final String JAR = "local/fleet/target/dataflow-monitoring-local-fleet.jar";

	private final DemoSettings settings;

	SimulatedApps(DemoSettings settings) {
		this.settings = settings;
	}

	/** Returns the command to start them. */
	Optional<ChildCommand> command() {
		if (this.settings.simulatedApps() == 0) {
			return Optional.empty();
		}
		return Optional.of(ChildCommand.jar("simulated-apps", this.settings.project().resolve(JAR))
			.jvmOptions("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
			.arguments("--apps=" + this.settings.simulatedApps(), "--tcp-port=" + this.settings.ports().tcp(),
					"--websocket-port=" + this.settings.ports().websocket(),
					"--failure-rate=" + this.settings.faults().failureRate(),
					"--delay=" + this.settings.faults().delay()));
	}

}
