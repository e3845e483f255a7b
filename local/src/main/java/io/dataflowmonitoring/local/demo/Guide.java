package io.dataflowmonitoring.local.demo;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the demo says about itself: what is started, what to look at, and where trouble
 * that was asked for shows.
 */
final class Guide {

	private static final String ROW = "  %-22s %s";

	private static final String ORDERS_AT_THE_SINK = "sum(rate(demo_orders_received_total[1m]))";

	private static final String FAILURES = "app:receive_failures_per_attempts:ratio_rate5m";

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
		lines.add(row("the proxy's apps", this.settings.proxyUri().resolve("/")));
		lines.add(row("metrics of all apps", this.settings.proxyUri().resolve("/metrics/connected")));
		lines.add(row("metrics of the proxy", this.settings.proxyUri().resolve("/metrics/proxy")));
		if (this.settings.dataFlow().isPresent()) {
			lines
				.add(row("Data Flow", this.settings.dataFlowUri() + ", its shell in another terminal: dataflow/shell"));
		}
		if (this.settings.prometheus().isPresent()) {
			lines.add(row("a graph in Prometheus", graph(ORDERS_AT_THE_SINK)));
			lines.add(row("alerts in Prometheus", this.settings.prometheusUri().resolve("/alerts")));
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
		lines.add("%s %% of the attempts to handle an order fail in demo-processor and demo-sink, and every third task."
			.formatted(percent(this.settings.faults().failureRate())));
		lines.add("After three attempts an order is a dead letter. Look for it in");
		lines.addAll(dashboards("\"Failed attempts\", \"Given up\", \"Dead letters by topic\"",
				"\"Failed\", \"Exit codes\""));
		lines.addAll(graphAndAlerts(FAILURES, "DataflowMessagesGivenUp after a minute, DataflowTaskFailed after the "
				+ "third task, DataflowErrorRate after 6 minutes"));
		lines.add(grep("'error=\"IllegalStateException\"'"));
		if (this.settings.simulatedApps() > 0) {
			lines.add(row("simulated apps",
					"%d fail, crash without a word and come back: \"lost\" at %s; alert DataflowAppLost"
						.formatted(troubled(0), this.settings.proxyUri().resolve("/"))));
		}
		return lines;
	}

	private List<String> delays() {
		List<String> lines = new ArrayList<>();
		lines.add("");
		lines.add("Each order takes %d ms longer in demo-processor, demo-sink and the task%s.".formatted(
				this.settings.faults().delay().toMillis(), isTooSlow() ? ": more than the apps can keep up with" : ""));
		lines.add("Look for it in");
		lines.addAll(dashboards(
				"\"Messages waiting\", \"Time to catch up\", \"Time in the function, percentiles\", \"Time from source to sink\"",
				"\"Durations\""));
		lines.addAll(graphAndAlerts(WAITING, isTooSlow() ? "DataflowLagGrowing after about a quarter of an hour" : ""));
		lines.add(grep("spring_cloud_stream_binder_kafka_offset"));
		if (this.settings.simulatedApps() > 1) {
			lines.add(row("simulated apps",
					"%d fall behind, and answer too late: \"timeout\" at %s; alert DataflowAppNotAnswering after 2 minutes"
						.formatted(troubled(1), this.settings.proxyUri().resolve("/"))));
		}
		return lines;
	}

	private List<String> dashboards(String streams, String tasks) {
		return this.settings.grafana().isEmpty() ? List.of()
				: List.of(row("Grafana, Streams", board("streams") + ": " + streams),
						row("Grafana, Tasks", board("tasks") + ": " + tasks));
	}

	private List<String> graphAndAlerts(String expression, String alerts) {
		List<String> lines = new ArrayList<>();
		if (this.settings.prometheus().isPresent()) {
			lines.add(row("Prometheus, graph", graph(expression)));
			if (!alerts.isEmpty()) {
				lines.add(row("Prometheus, alerts", this.settings.prometheusUri().resolve("/alerts") + ": " + alerts));
			}
		}
		return lines;
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
		return this.settings.prometheusUri()
			.resolve("/graph?g0.tab=0&g0.range_input=5m&g0.expr="
					+ URLEncoder.encode(expression, StandardCharsets.UTF_8));
	}

	private URI board(String name) {
		return this.settings.grafanaUri().resolve("/d/dataflow-" + name);
	}

	private static String percent(double share) {
		return String.format(Locale.ROOT, "%.3g", 100 * share).replaceAll("\\.?0+$", "");
	}

	private static String row(String what, Object where) {
		return ROW.formatted(what, where);
	}

}
