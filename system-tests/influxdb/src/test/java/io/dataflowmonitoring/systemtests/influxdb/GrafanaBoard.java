package io.dataflowmonitoring.systemtests.influxdb;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The queries of the board for InfluxDB, as Grafana sends them when everything is
 * selected.
 */
final class GrafanaBoard {

	private static final JsonNode BOARD = new JsonMapper()
		.readTree(Path.of(System.getProperty("project.root"), "grafana", "dashboards", "influxdb.json"));

	private GrafanaBoard() {
	}

	/** Those that list what can be selected. */
	static List<Query> variables() {
		List<Query> queries = new ArrayList<>();
		for (JsonNode variable : BOARD.path("templating").path("list")) {
			if (variable.path("type").asString().equals("query")) {
				queries.add(new Query(variable.path("name").asString(), everything(variable.path("query"))));
			}
		}
		return queries;
	}

	/** Those of the panels. */
	static List<Query> panels() {
		List<Query> queries = new ArrayList<>();
		for (JsonNode panel : BOARD.path("panels")) {
			for (JsonNode target : panel.path("targets")) {
				queries.add(new Query(panel.path("title").asString(), everything(target.path("query"))));
			}
		}
		return queries;
	}

	private static String everything(JsonNode query) {
		return query.asString()
			.replaceAll("\\$\\{[a-z]+:regex}", ".*")
			.replace("$timeFilter", "time > now() - 15m")
			.replace("$__interval_ms", "60000")
			.replace("$__interval", "1m");
	}

	record Query(String of, String influxQl) {

		@Override
		public String toString() {
			return this.of;
		}

	}

}
