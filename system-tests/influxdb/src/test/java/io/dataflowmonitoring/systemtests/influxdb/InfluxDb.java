package io.dataflowmonitoring.systemtests.influxdb;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.dataflowmonitoring.local.process.ChildCommand;
import io.dataflowmonitoring.local.process.FreePorts;
import io.dataflowmonitoring.local.process.Readiness;
import io.dataflowmonitoring.systemtests.support.Http;
import io.dataflowmonitoring.systemtests.support.Processes;
import io.dataflowmonitoring.systemtests.support.Tools;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A real InfluxDB 1.x, in a process of its own, on the loopback interface and with its
 * files beside its log. It starts without a database.
 */
final class InfluxDb {

	private final JsonMapper json = new JsonMapper();

	private final URI uri;

	private InfluxDb(int port) {
		this.uri = URI.create("http://127.0.0.1:" + port);
	}

	/**
	 * Starts a server, and waits until it answers.
	 * @param processes starts it, and ends it with the test class
	 */
	static InfluxDb start(Processes processes) throws IOException, InterruptedException {
		Path server = Tools.require(Tools.find("influxd"),
				"influxd is not on PATH; it is InfluxDB's server (Debian: apt-get install influxdb)");
		List<Integer> ports = FreePorts.find(2);
		InfluxDb influxDb = new InfluxDb(ports.get(0));
		Path home = Files.createDirectories(processes.directory().resolve("influxdb"));
		Path configuration = Files.writeString(home.resolve("influxdb.conf"), """
				reporting-disabled = true
				bind-address = "127.0.0.1:%d"
				[meta]
				dir = "%s"
				[data]
				dir = "%s"
				wal-dir = "%s"
				[monitor]
				store-enabled = false
				[http]
				bind-address = "127.0.0.1:%d"
				log-enabled = false
				""".formatted(ports.get(1), home.resolve("meta"), home.resolve("data"), home.resolve("wal"),
				ports.get(0)));
		processes.start(ChildCommand.program("influxd", server)
			.arguments("-config", configuration.toString())
			// Where it would look for the user's own settings.
			.environment("HOME", home.toString()))
			.awaitReady(Readiness.http(influxDb.uri.resolve("/query?q=SHOW+DATABASES")), Duration.ofMinutes(1));
		return influxDb;
	}

	URI uri() {
		return this.uri;
	}

	/**
	 * Makes a query of the database {@code dataflow}.
	 * @param influxQl one statement
	 * @return the series of the answer, each with {@code tags}, {@code columns} and
	 * {@code values}
	 */
	List<JsonNode> query(String influxQl) {
		JsonNode result = this.json
			.readTree(Http
				.get(this.uri.resolve("/query?db=dataflow&q=" + URLEncoder.encode(influxQl, StandardCharsets.UTF_8))))
			.path("results")
			.path(0);
		if (result.has("error")) {
			throw new AssertionError(influxQl + ": " + result.path("error").asString());
		}
		List<JsonNode> series = new ArrayList<>();
		result.path("series").forEach(series::add);
		return series;
	}

}
