package io.dataflowmonitoring.systemtests;

import java.time.Duration;

import io.dataflowmonitoring.local.process.ChildCommand;
import io.dataflowmonitoring.systemtests.support.PackagedJar;

/** How the apps are started: with the properties that Data Flow gives them. */
final class Apps {

	private static final Duration TIME_OF_AN_ORDER = Duration.ofMillis(50);

	private Apps() {
	}

	/** A stream app; what it reads and writes is set in the app. */
	static ChildCommand stream(String stream, String label, String type, PackagedJar jar, int kafkaPort,
			int proxyPort) {
		return monitored(label, jar, proxyPort).arguments("--server.address=127.0.0.1", "--server.port=0",
				"--spring.cloud.stream.kafka.binder.brokers=127.0.0.1:" + kafkaPort,
				"--spring.cloud.dataflow.stream.name=" + stream, "--spring.cloud.dataflow.stream.app.label=" + label,
				"--spring.cloud.dataflow.stream.app.type=" + type);
	}

	/** The task, which works for this time once it has started. */
	static ChildCommand task(String name, int proxyPort, Duration work) {
		return monitored(name, PackagedJar.TASK, proxyPort).arguments("--spring.cloud.task.name=" + name,
				"--demo.task.size=" + work.dividedBy(TIME_OF_AN_ORDER),
				"--demo.task.delay=" + TIME_OF_AN_ORDER.toMillis() + "ms");
	}

	private static ChildCommand monitored(String name, PackagedJar jar, int proxyPort) {
		return ChildCommand.jar(name, jar.path())
			.jvmOptions("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
			.arguments("--micrometer.prometheus.rsocket.host=127.0.0.1",
					"--micrometer.prometheus.rsocket.port=" + proxyPort);
	}

	/** An app with the published client; the options are those of its {@code --help}. */
	static ChildCommand published(String name, int proxyPort, String... options) {
		return ChildCommand.jar(name, PackagedJar.PUBLISHED_CLIENT.path())
			.jvmOptions("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
			.arguments("--app=" + name, "--port=" + proxyPort)
			.arguments(options);
	}

}
