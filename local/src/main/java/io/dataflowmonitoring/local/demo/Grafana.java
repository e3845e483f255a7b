package io.dataflowmonitoring.local.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

import io.dataflowmonitoring.local.process.ChildCommand;

/**
 * Grafana without a login, with the demo's Prometheus as its data source.
 */
final class Grafana {

	private final DemoSettings settings;

	Grafana(DemoSettings settings) {
		this.settings = settings;
	}

	/**
	 * Writes the provisioning of this run.
	 * @param program the program of Grafana
	 * @return the command to start it
	 * @throws IOException if the provisioning cannot be written
	 */
	ChildCommand command(Path program) throws IOException {
		Path directory = Files.createDirectories(this.settings.data().resolve("grafana").toAbsolutePath());
		Path provisioning = directory.resolve("provisioning");
		Path dataSources = Files.createDirectories(provisioning.resolve("datasources"));
		Files.writeString(dataSources.resolve("prometheus.yml"), dataSource());
		ChildCommand command = ChildCommand.program("grafana", program);
		if (program.endsWith("grafana")) {
			// Since Grafana 9.4 a subcommand; grafana-server is the older name.
			command = command.arguments("server");
		}
		return command.arguments("--homepath", homePath(program).toString())
			.environment("GF_SERVER_HTTP_ADDR", "127.0.0.1")
			.environment("GF_SERVER_HTTP_PORT", Integer.toString(this.settings.ports().grafana()))
			.environment("GF_PATHS_DATA", directory.resolve("data").toString())
			.environment("GF_PATHS_LOGS", directory.resolve("logs").toString())
			.environment("GF_PATHS_PLUGINS", directory.resolve("plugins").toString())
			.environment("GF_PATHS_PROVISIONING", provisioning.toString())
			.environment("GF_AUTH_ANONYMOUS_ENABLED", "true")
			.environment("GF_AUTH_ANONYMOUS_ORG_ROLE", "Editor")
			.environment("GF_ANALYTICS_REPORTING_ENABLED", "false")
			.environment("GF_ANALYTICS_CHECK_FOR_UPDATES", "false");
	}

	private String dataSource() {
		return """
				apiVersion: 1
				datasources:
				  - name: Prometheus
				    uid: prometheus
				    type: prometheus
				    access: proxy
				    url: http://127.0.0.1:%d
				    isDefault: true
				""".formatted(this.settings.ports().prometheus());
	}

	/** The folder with Grafana's own files: where depends on how it was installed. */
	private static Path homePath(Path program) throws IOException {
		Path installation = Optional.ofNullable(program.toRealPath().getParent())
			.map(Path::getParent)
			.orElse(Path.of("/"));
		return Stream.of(installation, installation.resolve("share/grafana"), Path.of("/usr/share/grafana"))
			.filter((home) -> Files.isRegularFile(home.resolve("conf/defaults.ini")))
			.findFirst()
			.orElseThrow(() -> new DemoException("The files of " + program
					+ " (conf/defaults.ini) are not where its packages put them; run without it: --no-grafana"));
	}

}
