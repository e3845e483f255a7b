package io.dataflowmonitoring.systemtests;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The queries of the dashboards in {@code grafana/dashboards}.
 */
final class Dashboards {

	/** What {@code boards.py} writes has a line for each property. */
	private static final Pattern EXPRESSION = Pattern.compile("\"expr\": \"((?:[^\"\\\\]|\\\\.)*)\"");

	private Dashboards() {
	}

	/**
	 * Returns the queries of all panels, as Grafana would send them with {@code All}
	 * chosen in each variable.
	 * @return queries in PromQL
	 * @throws IOException if a dashboard cannot be read
	 */
	static Set<String> queries() throws IOException {
		Set<String> queries = new LinkedHashSet<>();
		Path folder = Path.of(System.getProperty("project.root"), "grafana", "dashboards");
		try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
			for (Path file : files) {
				Matcher matcher = EXPRESSION.matcher(Files.readString(file));
				while (matcher.find()) {
					queries.add(withoutVariables(matcher.group(1).replaceAll("\\\\(.)", "$1")));
				}
			}
		}
		// The marks for alerts: there is none if all is well.
		queries.removeIf((query) -> query.startsWith("ALERTS{"));
		return queries;
	}

	/**
	 * The ranges are long enough for what a test has waited for, whatever their length in
	 * Grafana is.
	 */
	private static String withoutVariables(String query) {
		return query.replaceAll("\\$__rate_interval\\b", "1m")
			.replaceAll("\\$__(range|interval)\\b", "10m")
			.replaceAll("\\$\\w+", ".*");
	}

}
