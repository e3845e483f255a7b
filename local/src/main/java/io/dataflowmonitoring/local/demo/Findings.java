package io.dataflowmonitoring.local.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What has been seen so far of all that the demo must show.
 */
final class Findings {

	private final boolean withPrometheus;

	private final int simulatedApps;

	private final EnumSet<StreamApp> apps = EnumSet.noneOf(StreamApp.class);

	private final Set<String> finishedTasks = new HashSet<>();

	private long messagesAtSink;

	private int simulatedConnected;

	/** Expressions by what they look for, without those that had a result. */
	private final Map<String, String> notInPrometheus = new LinkedHashMap<>();

	/**
	 * Creates it, with nothing seen.
	 * @param withPrometheus whether everything must be in Prometheus too
	 * @param simulatedApps how many simulated apps must be connected
	 */
	Findings(boolean withPrometheus, int simulatedApps) {
		this.withPrometheus = withPrometheus;
		this.simulatedApps = simulatedApps;
		if (withPrometheus) {
			for (StreamApp app : StreamApp.values()) {
				this.notInPrometheus.put(app.label(), expression(app.messagesMetric(), app.identity()));
			}
			this.notInPrometheus.put("a finished " + DemoTask.NAME,
					"last_over_time(%s[1h])".formatted(expression(DemoTask.END_METRIC, DemoTask.SUCCESSFUL_END)));
		}
	}

	/**
	 * Adds what a reading of the proxy shows.
	 * @param reading the reading
	 */
	void add(Reading reading) {
		for (StreamApp app : StreamApp.values()) {
			if (reading.hasMetricsOf(app)) {
				this.apps.add(app);
			}
		}
		this.finishedTasks.addAll(reading.finishedTasks());
		this.simulatedConnected = Math.max(this.simulatedConnected, reading.simulatedConnected());
		this.messagesAtSink = Math.max(this.messagesAtSink, (long) reading.messages(StreamApp.SINK));
	}

	/**
	 * Adds what Prometheus has.
	 * @param prometheus the Prometheus to ask
	 * @throws IOException if it did not answer
	 * @throws InterruptedException if this thread was interrupted
	 */
	void add(PrometheusReader prometheus) throws IOException, InterruptedException {
		for (Map.Entry<String, String> wanted : Map.copyOf(this.notInPrometheus).entrySet()) {
			if (prometheus.hasResult(wanted.getValue())) {
				this.notInPrometheus.remove(wanted.getKey());
			}
		}
	}

	/**
	 * Returns how many finished tasks the proxy has shown.
	 * @return their number
	 */
	int finishedTasks() {
		return this.finishedTasks.size();
	}

	/**
	 * Tells whether all simulated apps have been connected at the same time.
	 * @return {@code true} also if there are none
	 */
	boolean hasSeenSimulatedApps() {
		return this.simulatedConnected >= this.simulatedApps;
	}

	/**
	 * Returns what has been seen, for when nothing is missing.
	 * @return a sentence
	 */
	String seen() {
		return "All was seen through the proxy%s: the three stream apps, %s%d finished %s, orders at the sink: %d."
			.formatted(this.withPrometheus ? " and in Prometheus" : "",
					(this.simulatedApps > 0) ? this.simulatedApps + " simulated apps, " : "", this.finishedTasks.size(),
					(this.finishedTasks.size() == 1) ? "task" : "tasks", this.messagesAtSink);
	}

	/**
	 * Returns what has not been seen.
	 * @return a sentence for each thing; empty if all has been seen
	 */
	List<String> missing() {
		List<String> missing = new ArrayList<>();
		for (StreamApp app : EnumSet.complementOf(this.apps)) {
			missing.add("No metrics of %s came through the proxy.".formatted(app.label()));
		}
		if (this.messagesAtSink == 0) {
			missing.add("No message reached %s.".formatted(StreamApp.SINK.label()));
		}
		if (this.finishedTasks.isEmpty()) {
			missing.add("No finished %s came through the proxy.".formatted(DemoTask.NAME));
		}
		if (!hasSeenSimulatedApps()) {
			missing
				.add("Of %d simulated apps, %d were connected.".formatted(this.simulatedApps, this.simulatedConnected));
		}
		this.notInPrometheus
			.forEach((what, expression) -> missing.add("Prometheus does not have %s: %s".formatted(what, expression)));
		return missing;
	}

	private static String expression(String metric, Map<String, String> labels) {
		return labels.entrySet()
			.stream()
			.sorted(Map.Entry.comparingByKey())
			.map((label) -> "%s=\"%s\"".formatted(label.getKey(), label.getValue()))
			.collect(Collectors.joining(",", metric + "{", "}"));
	}

}
