package io.dataflowmonitoring.local.broker;

import java.nio.file.Path;

import io.dataflowmonitoring.local.process.ChildCommand;

/**
 * Starts the broker as a child process. It is ready once its port accepts connections.
 */
public final class BrokerProcess {

	private BrokerProcess() {
	}

	/**
	 * The broker in a JVM of its own.
	 * @param executableJar this module's executable jar
	 * ({@code dataflow-monitoring-local-exec.jar})
	 * @param port the port for clients
	 * @param controllerPort the port for the controller, which only the broker itself
	 * uses
	 * @param directory the folder for its data, created if absent; a broker started again
	 * on the same folder still has its topics
	 * @return the command to start it
	 */
	public static ChildCommand command(Path executableJar, int port, int controllerPort, Path directory) {
		return ChildCommand.jar("kafka", executableJar)
			.jvmOptions("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto")
			.arguments("broker", "--port", Integer.toString(port), "--controller-port",
					Integer.toString(controllerPort), "--directory", directory.toString());
	}

}
