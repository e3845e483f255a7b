package io.dataflowmonitoring.local.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the proxy said at one moment.
 *
 * @param takenAt that moment
 * @param took how long the proxy took to ask all apps and to answer
 * @param connected the samples of {@code /metrics/connected}
 * @param proxy the samples of {@code /metrics/proxy}
 */
record Reading(Instant takenAt, Duration took, List<Sample> connected, List<Sample> proxy) {

	/** Tells whether the app is connected and answered. */
	boolean isUp(StreamApp app) {
		return value(this.proxy, "prometheus_proxy_app_up", app).orElse(0) == 1;
	}

	/** Tells whether metrics of the app came through the proxy. */
	boolean hasMetricsOf(StreamApp app) {
		return value(this.connected, app.messagesMetric(), app).isPresent();
	}

	/** Returns how many messages went through the app since its start. */
	double messages(StreamApp app) {
		return value(this.connected, app.messagesMetric(), app).orElse(0);
	}

	/** Returns how many samples the app's last answer had. */
	OptionalDouble samples(StreamApp app) {
		return value(this.proxy, "prometheus_proxy_app_samples", app);
	}

	/** Returns how long the app's last answer took, in seconds. */
	OptionalDouble scrapeSeconds(StreamApp app) {
		return value(this.proxy, "prometheus_proxy_app_scrape_duration_seconds", app);
	}

	/** Returns the execution ids of the task's successful ends that the proxy shows. */
	Set<String> finishedTasks() {
		return this.connected.stream()
			.filter((sample) -> sample.name().equals(DemoTask.END_METRIC) && sample.hasLabels(DemoTask.SUCCESSFUL_END))
			.map((sample) -> sample.labels().getOrDefault(DemoTask.EXECUTION_ID_LABEL, ""))
			.collect(Collectors.toSet());
	}

	/** Returns how many final pushes the proxy keeps. */
	int pushesKept() {
		return (int) this.proxy.stream()
			.filter((sample) -> sample.name().equals("prometheus_proxy_pushes_kept"))
			.mapToDouble(Sample::value)
			.sum();
	}

	private static OptionalDouble value(List<Sample> samples, String name, StreamApp app) {
		return samples.stream()
			.filter((sample) -> sample.name().equals(name) && sample.hasLabels(app.identity()))
			.mapToDouble(Sample::value)
			.reduce(Double::sum);
	}

}
