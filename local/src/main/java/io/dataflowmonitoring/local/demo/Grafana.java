package io.dataflowmonitoring.local.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

import io.dataflowmonitoring.local.process.ChildCommand;

/**
 * Grafana without a login, with the project's dashboards and the demo's Prometheus as
 * their data source.
 */
final class Grafana {

	private static final String PROVISIONING = "grafana/provisioning";

	/**
	 * Where the provisioning looks for the dashboards: the place for them in a container.
	 */
	private static final String DASHBOARDS_OF_CONTAINER = "/etc/grafana/dashboards";

	private final DemoSettings settings;

	Grafana(DemoSettings settings) {
		this.settings = settings;
	}

	/**
	 * Writes the provisioning of this run: the project's own, but for the place of the
	 * dashboards.
	 * @param program the program of Grafana
	 * @return the command to start it
	 * @throws IOException if the provisioning cannot be read or written
	 */
	ChildCommand command(Path program) throws IOException {
		Path directory = this.settings.data().resolve("grafana").toAbsolutePath();
		Path dashboards = this.settings.project().resolve("grafana/dashboards").toAbsolutePath();
		Path provisioning = directory.resolve("provisioning");
		provision("datasources", "prometheus.yml", provisioning, dashboards);
		provision("dashboards", "dataflow.yml", provisioning, dashboards);
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
			.environment("GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH", dashboards.resolve("streams.json").toString())
			.environment("PROMETHEUS_URL", this.settings.prometheusUri().toString())
			.environment("GF_AUTH_ANONYMOUS_ENABLED", "true")
			.environment("GF_AUTH_ANONYMOUS_ORG_ROLE", "Editor")
			.environment("GF_ANALYTICS_REPORTING_ENABLED", "false")
			.environment("GF_ANALYTICS_CHECK_FOR_UPDATES", "false");
	}

	private void provision(String kind, String name, Path provisioning, Path dashboards) throws IOException {
		Path directory = Files.createDirectories(provisioning.resolve(kind));
		String original = Files.readString(this.settings.project().resolve(PROVISIONING).resolve(kind).resolve(name));
		Files.writeString(directory.resolve(name), original.replace(DASHBOARDS_OF_CONTAINER, dashboards.toString()));
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
