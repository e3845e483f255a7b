package io.dataflowmonitoring.local.demo;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the demo says about itself: what is started, what to look at, and where trouble
 * that was asked for shows.
 */
final class Guide {

	private static final String ROW = "  %-22s %s";

	// Recorded series: their names need no escapes in an address.
	private static final String ATTEMPTS = "app:receive_attempts:rate5m";

	private static final String FAILURES = "app:receive_failures:rate5m";

	private static final String WAITING = "app:messages_waiting:sum";

	private static final int SIMULATED_APPS_PER_TROUBLED_ONE = 10;

	private final DemoSettings settings;

	Guide(DemoSettings settings) {
		this.settings = settings;
	}

	/** Says what is about to be started. */
	String beginning() {
		List<String> lines = new ArrayList<>();
		lines.add("A stream of three apps, a task, and what monitors them. All of it runs on this machine only;");
		lines.add("Ctrl-C ends it.");
		lines.add("");
		lines.add("  demo-source --> demo-processor --> demo-sink   %d orders a second, over Kafka"
			.formatted(this.settings.ordersPerSecond()));
		lines.add("  demo-task                                      every %s, and gone after some seconds"
			.formatted(Times.inWords(this.settings.taskInterval())));
		if (this.settings.simulatedApps() > 0) {
			lines.add("  %-46s in streams of their own, in one process"
				.formatted(this.settings.simulatedApps() + " simulated apps"));
		}
		lines.add("");
		lines.add("Each app opens one connection to the proxy, which asks it for its metrics over that connection");
		lines.add("whenever the proxy is scraped. A task pushes its last metrics as it ends.");
		lines.add("");
		lines.add("Logs: " + this.settings.logs());
		lines.add("Starting %s.".formatted(servers()));
		return String.join("\n", lines);
	}

	private String servers() {
		List<String> names = new ArrayList<>(List.of("Kafka", "the proxy"));
		this.settings.dataFlow().ifPresent((version) -> names.addAll(List.of("Skipper", "Data Flow " + version)));
		this.settings.prometheus().ifPresent((program) -> names.add("Prometheus"));
		this.settings.grafana().ifPresent((program) -> names.add("Grafana"));
		int last = names.size() - 1;
		return String.join(", ", names.subList(0, last)) + " and " + names.get(last);
	}

	/** Says what to look at while it runs. */
	String addresses() {
		List<String> lines = new ArrayList<>();
		lines.add("");
		lines.add("Look at");
		lines.add(row("the status page", this.settings.proxyUri().resolve("/")));
		lines.add(row("metrics of all apps", this.settings.proxyUri().resolve("/metrics/connected")));
		lines.add(row("metrics of the proxy", this.settings.proxyUri().resolve("/metrics/proxy")));
		if (this.settings.dataFlow().isPresent()) {
			lines
				.add(row("Data Flow", this.settings.dataFlowUri() + ", its shell in another terminal: dataflow/shell"));
		}
		if (this.settings.prometheus().isPresent()) {
			lines.add(row("a graph in Prometheus", graph(ATTEMPTS)));
			lines.add(row("alerts in Prometheus", alerts()));
		}
		if (this.settings.grafana().isPresent()) {
			lines.add(row("dashboards in Grafana", this.settings.grafanaUri()));
		}
		if (this.settings.prometheus().isEmpty()) {
			lines.add("Prometheus would keep these metrics, but is not started: https://prometheus.io/download/ or "
					+ "apt-get install --no-install-recommends prometheus");
		}
		if (this.settings.grafana().isEmpty()) {
			lines.add("Grafana would draw them, but is not started: https://grafana.com/grafana/download");
		}
		lines.add("");
		return String.join("\n", lines);
	}

	/**
	 * Says what goes wrong on purpose, and where that shows.
	 * @return lines for each kind of trouble; empty if none was asked for
	 */
	String trouble() {
		List<String> lines = new ArrayList<>();
		if (this.settings.faults().failureRate() > 0) {
			lines.addAll(failures());
		}
		if (!this.settings.faults().delay().isZero()) {
			lines.addAll(delays());
		}
		return String.join("\n", lines);
	}

	private List<String> failures() {
		List<String> lines = new ArrayList<>();
		lines.add("");
		lines.add("%s %% of the attempts to handle an order fail in demo-processor and demo-sink, and every"
			.formatted(percent(this.settings.faults().failureRate())));
		lines.add("third task. After three attempts an order is a dead letter. Look for it in");
		addGrafana(lines, "Streams", "streams", "\"Failed attempts\", \"Given up\", \"Dead letters by topic\"");
		addGrafana(lines, "Tasks", "tasks", "\"Failed\", \"Exit codes\"");
		addPrometheus(lines, FAILURES, "DataflowMessagesGivenUp after a minute or two",
				"DataflowTaskFailed after the third task", "DataflowErrorRate after 6 minutes");
		lines.add(grep("IllegalState"));
		if (this.settings.simulatedApps() > 0) {
			addSimulatedApps(lines, troubled(0) + " crash and come back: \"lost\"", "DataflowAppLost after a minute");
		}
		return lines;
	}

	private List<String> delays() {
		List<String> lines = new ArrayList<>();
		lines.add("");
		lines.add("Each order takes %d ms longer in demo-processor, demo-sink and the task%s"
			.formatted(this.settings.faults().delay().toMillis(), isTooSlow() ? ": more than they can" : "."));
		lines.add((isTooSlow() ? "keep up with. " : "") + "Look for it in");
		addGrafana(lines, "Streams", "streams", "\"Messages waiting\", \"Time to catch up\"",
				"\"Time in the function, percentiles\", \"Time from source to sink\"");
		addGrafana(lines, "Tasks", "tasks", "\"Durations\"");
		addPrometheus(lines, WAITING,
				isTooSlow() ? new String[] { "DataflowLagGrowing after a quarter of an hour" } : new String[0]);
		lines.add(grep("kafka_offset"));
		if (this.settings.simulatedApps() > 1) {
			addSimulatedApps(lines, troubled(1) + " stop answering for 3 minutes: \"timeout\"",
					"DataflowAppNotAnswering after 3 minutes");
		}
		return lines;
	}

	private void addGrafana(List<String> lines, String title, String board, String... panels) {
		if (this.settings.grafana().isPresent()) {
			lines.add(row("Grafana, " + title, this.settings.grafanaUri().resolve("/d/dataflow-" + board)));
			addDetails(lines, panels);
		}
	}

	private void addPrometheus(List<String> lines, String expression, String... alerts) {
		if (this.settings.prometheus().isEmpty()) {
			return;
		}
		lines.add(row("Prometheus, graph", graph(expression)));
		if (alerts.length > 0) {
			lines.add(row("Prometheus, alerts", alerts()));
			addDetails(lines, alerts);
		}
	}

	private void addSimulatedApps(List<String> lines, String trouble, String alert) {
		lines.add(row("the status page", this.settings.proxyUri().resolve("/")));
		addDetails(lines, "of the simulated apps, " + trouble);
		if (this.settings.prometheus().isPresent()) {
			addDetails(lines, "alert " + alert);
		}
	}

	private static void addDetails(List<String> lines, String... details) {
		for (String detail : details) {
			lines.add(row("", detail));
		}
	}

	private String grep(String pattern) {
		return row("a shell",
				"curl -s %s | grep %s".formatted(this.settings.proxyUri().resolve("/metrics/connected"), pattern));
	}

	/** Each app handles one order at a time. */
	private boolean isTooSlow() {
		return this.settings.faults().delay().toMillis() * this.settings.ordersPerSecond() >= 1000;
	}

	/**
	 * Returns how many of the simulated apps have the trouble that the app at a position
	 * is the first to have.
	 */
	private int troubled(int position) {
		return (this.settings.simulatedApps() - position + SIMULATED_APPS_PER_TROUBLED_ONE - 1)
				/ SIMULATED_APPS_PER_TROUBLED_ONE;
	}

	private URI graph(String expression) {
		return this.settings.prometheusUri().resolve("/graph?g0.expr=" + expression + "&g0.tab=0");
	}

	private URI alerts() {
		return this.settings.prometheusUri().resolve("/alerts");
	}

	private static String percent(double share) {
		return String.format(Locale.ROOT, "%.3g", 100 * share).replaceAll("\\.?0+$", "");
	}

	private static String row(String what, Object where) {
		return ROW.formatted(what, where);
	}

}
