package io.dataflowmonitoring.local.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.Callable;

import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs Kafka in this JVM, until the JVM is told to end.
 */
@Command(name = "broker", description = "Runs a Kafka broker of one node on the loopback interface, until it is ended.",
		sortOptions = false, usageHelpWidth = 100)
public final class BrokerCommand implements Callable<Integer> {

	private static final String CONFIGURATION_FILE = "server.properties";

	@Option(names = "--port", paramLabel = "<port>", description = "Port for clients (default: ${DEFAULT-VALUE}).")
	private int port = 9092;

	@Option(names = "--controller-port", paramLabel = "<port>",
			description = "Port that the broker itself uses (default: ${DEFAULT-VALUE}).")
	private int controllerPort = 9093;

	@Option(names = "--directory", paramLabel = "<folder>", required = true,
			description = "Folder for topics and configuration, created if absent.")
	private Path directory = Path.of("");

	@Option(names = { "-h", "--help" }, usageHelp = true, description = "Show this text.")
	boolean help;

	/**
	 * Formats the folder if it is new, and starts Kafka.
	 * @return 0 when Kafka has ended, or the status of a format that failed
	 * @throws IOException if the folder cannot be written
	 */
	@Override
	public Integer call() throws IOException {
		Files.createDirectories(this.directory);
		Path file = this.directory.resolve(CONFIGURATION_FILE);
		Path data = this.directory.resolve("data");
		write(new BrokerConfiguration(this.port, this.controllerPort, data).toProperties(), file);
		if (!Files.exists(data.resolve("meta.properties"))) {
			String[] format = { "format", "--cluster-id", Uuid.randomUuid().toString(), "--config", file.toString() };
			int status = StorageTool.execute(format, System.out);
			if (status != 0) {
				return status;
			}
		}
		// Blocks until the broker has ended, and ends the JVM with status 1 should it
		// fail.
		Kafka.main(new String[] { file.toString() });
		return 0;
	}

	private static void write(Properties properties, Path file) throws IOException {
		try (OutputStream out = Files.newOutputStream(file)) {
			properties.store(out, null);
		}
	}

}
