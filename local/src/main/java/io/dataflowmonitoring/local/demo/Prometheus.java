package io.dataflowmonitoring.local.demo;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.dataflowmonitoring.local.process.ChildCommand;

/**
 * Prometheus with the project's own configuration and rules, but for the proxy's address.
 */
final class Prometheus {

	private static final String CONFIGURATION = "prometheus/prometheus.yml";

	private static final String RULES = "prometheus/rules";

	// The proxy's default port, on whatever host.
	private static final Pattern PROXY_ADDRESS = Pattern.compile("[\\w.-]+:8080\\b");

	private final DemoSettings settings;

	Prometheus(DemoSettings settings) {
		this.settings = settings;
	}

	/**
	 * Writes the configuration and the rules of this run.
	 * @param program the program of Prometheus
	 * @return the command to start it
	 * @throws IOException if the configuration cannot be read or written
	 */
	ChildCommand command(Path program) throws IOException {
		Path directory = Files.createDirectories(this.settings.data().resolve("prometheus"));
		Path configuration = directory.resolve("prometheus.yml");
		String original = Files.readString(this.settings.project().resolve(CONFIGURATION));
		Files.writeString(configuration, withProxyPort(original, this.settings.ports().proxy()));
		copyRules(Files.createDirectories(directory.resolve("rules")));
		return ChildCommand.program("prometheus", program)
			.arguments("--config.file=" + configuration, "--storage.tsdb.path=" + directory.resolve("tsdb"),
					"--web.listen-address=127.0.0.1:" + this.settings.ports().prometheus());
	}

	/** Where the configuration names them: Prometheus looks from its folder. */
	private void copyRules(Path target) throws IOException {
		try (DirectoryStream<Path> files = Files.newDirectoryStream(this.settings.project().resolve(RULES), "*.yml")) {
			for (Path file : files) {
				Files.copy(file, target.resolve(file.getFileName()));
			}
		}
	}

	static String withProxyPort(String configuration, int port) {
		Matcher matcher = PROXY_ADDRESS.matcher(configuration);
		if (!matcher.find()) {
			throw new DemoException(CONFIGURATION + " names no target with port 8080, the proxy's");
		}
		return matcher.replaceAll("127.0.0.1:" + port);
	}

}
