package io.dataflowmonitoring.local.broker;

import java.nio.file.Path;
import java.util.Properties;

/**
 * What Kafka is told: one node that is broker and controller, reachable from this machine
 * only, small, and quick to start.
 *
 * @param port the port for clients
 * @param controllerPort the port for the controller
 * @param directory the folder for its data
 */
record BrokerConfiguration(int port, int controllerPort, Path directory) {

	private static final String HOST = "127.0.0.1";

	/**
	 * Returns the configuration as Kafka names it.
	 * @return the content of a {@code server.properties}
	 */
	Properties toProperties() {
		Properties properties = new Properties();
		properties.setProperty("process.roles", "broker,controller");
		properties.setProperty("node.id", "1");
		properties.setProperty("controller.quorum.voters", "1@" + HOST + ":" + this.controllerPort);
		properties.setProperty("controller.listener.names", "CONTROLLER");
		properties.setProperty("listeners",
				"PLAINTEXT://" + HOST + ":" + this.port + ",CONTROLLER://" + HOST + ":" + this.controllerPort);
		properties.setProperty("advertised.listeners", "PLAINTEXT://" + HOST + ":" + this.port);
		properties.setProperty("log.dirs", this.directory.toAbsolutePath().toString());
		singleNode(properties);
		quickAndSmall(properties);
		return properties;
	}

	/** One node cannot hold the three replicas that Kafka makes of its own topics. */
	private static void singleNode(Properties properties) {
		properties.setProperty("offsets.topic.replication.factor", "1");
		properties.setProperty("transaction.state.log.replication.factor", "1");
		properties.setProperty("transaction.state.log.min.isr", "1");
		properties.setProperty("share.coordinator.state.topic.replication.factor", "1");
		properties.setProperty("share.coordinator.state.topic.min.isr", "1");
	}

	private static void quickAndSmall(Properties properties) {
		// Of 50 partitions of the offsets topic, one consumer group uses one.
		properties.setProperty("offsets.topic.num.partitions", "1");
		properties.setProperty("transaction.state.log.num.partitions", "1");
		// Otherwise the first consumer of a group waits 3 s for others.
		properties.setProperty("group.initial.rebalance.delay.ms", "0");
		// Preallocated at the start: 128 MiB of heap.
		properties.setProperty("log.cleaner.dedupe.buffer.size", "2097152");
	}

}
