package io.dataflowmonitoring.systemtests.rabbit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.dataflowmonitoring.local.process.ChildCommand;
import io.dataflowmonitoring.local.process.FreePorts;
import io.dataflowmonitoring.local.process.Readiness;
import io.dataflowmonitoring.systemtests.support.Processes;
import io.dataflowmonitoring.systemtests.support.Tools;

/**
 * A real RabbitMQ server, in a process of its own, on the loopback interface and with its
 * files beside its log. The system's own service is left alone.
 */
final class RabbitMq {

	private static final String NAME = "rabbitmq-server";

	/** What Debian has on the PATH becomes the user rabbitmq and ignores our folders. */
	private static final Path DEBIANS = Path.of("/usr/lib/rabbitmq/bin", NAME);

	private RabbitMq() {
	}

	/**
	 * Starts a server, and waits until it accepts connections.
	 * @param processes starts it, and ends it with the test class
	 * @return its port
	 */
	static int start(Processes processes) throws IOException, InterruptedException {
		Path server = Tools.require(Files.isExecutable(DEBIANS) ? Optional.of(DEBIANS) : Tools.find(NAME),
				"RabbitMQ is not installed (Debian: apt-get install rabbitmq-server)");
		Path epmd = Tools.require(Tools.find("epmd"), "Erlang's epmd is not on PATH; it comes with RabbitMQ");
		List<Integer> ports = FreePorts.find(3);
		int port = ports.get(0);
		String names = ports.get(1).toString();
		// Erlang's register of names. The server would start one that outlives it.
		processes.start(ChildCommand.program("epmd", epmd).arguments("-address", "127.0.0.1", "-port", names))
			.awaitReady(Readiness.tcp(ports.get(1)), Duration.ofSeconds(30));
		Path home = Files.createDirectories(processes.directory().resolve("rabbitmq"));
		Path configuration = Files.writeString(home.resolve("rabbitmq.conf"), "listeners.tcp.1 = 127.0.0.1:" + port);
		Path plugins = Files.writeString(home.resolve("plugins"), "[].");
		processes
			.start(ChildCommand.program(NAME, server)
				.environment("HOME", home.toString())
				.environment("ERL_EPMD_ADDRESS", "127.0.0.1")
				.environment("ERL_EPMD_PORT", names)
				.environment("RABBITMQ_CONF_ENV_FILE", "/dev/null")
				.environment("RABBITMQ_CONFIG_FILE", configuration.toString())
				.environment("RABBITMQ_DIST_PORT", ports.get(2).toString())
				.environment("RABBITMQ_ENABLED_PLUGINS_FILE", plugins.toString())
				.environment("RABBITMQ_LOGS", "-")
				.environment("RABBITMQ_LOG_BASE", home.toString())
				.environment("RABBITMQ_MNESIA_BASE", home.resolve("mnesia").toString())
				.environment("RABBITMQ_NODENAME", "rabbit@localhost")
				.environment("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}"))
			.awaitReady(Readiness.tcp(port), Duration.ofMinutes(2));
		return port;
	}

}
