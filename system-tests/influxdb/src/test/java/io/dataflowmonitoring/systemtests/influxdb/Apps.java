package io.dataflowmonitoring.systemtests.influxdb;

import java.net.URI;

import io.dataflowmonitoring.local.process.ChildCommand;
import io.dataflowmonitoring.systemtests.support.PackagedJar;

/**
 * The sample apps, told by what Data Flow tells them.
 */
final class Apps {

	private Apps() {
	}

	/** A stream app with the profile of the README, which writes every two seconds. */
	static ChildCommand stream(String type, PackagedJar jar, int kafkaPort, URI influxDb) {
		String label = "demo-" + type;
		return ChildCommand.jar(label, jar.path())
			.jvmOptions("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
			.arguments("--spring.profiles.active=influx", "--management.influx.metrics.export.uri=" + influxDb,
					"--management.influx.metrics.export.step=2s", "--server.address=127.0.0.1", "--server.port=0",
					"--spring.cloud.stream.kafka.binder.brokers=127.0.0.1:" + kafkaPort,
					"--spring.cloud.dataflow.stream.name=orders", "--spring.cloud.dataflow.stream.app.label=" + label,
					"--spring.cloud.dataflow.stream.app.type=" + type,
					"--spring.cloud.application.guid=orders-" + label + "-v1",
					"--spring.cloud.stream.instance-index=0");
	}

	/** The task as it comes: it ends long before its step of one minute does. */
	static ChildCommand task(String name, URI influxDb) {
		return ChildCommand.jar(name, PackagedJar.TASK_INFLUXDB.path())
			.jvmOptions("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
			.arguments("--management.influx.metrics.export.uri=" + influxDb, "--spring.cloud.task.name=" + name);
	}

}
