package io.dataflowmonitoring.local.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the proxy said at one moment.
 *
 * @param takenAt that moment
 * @param took how long the proxy took to ask all apps and to answer
 * @param samples how many samples {@code /metrics/connected} has
 * @param connected those of them whose metrics are {@link #METRICS_OF_APPS}
 * @param proxy the samples of {@code /metrics/proxy}
 */
record Reading(Instant takenAt, Duration took, int samples, List<Sample> connected, List<Sample> proxy) {

	/** The metrics of apps that anything is told from. */
	static final Set<String> METRICS_OF_APPS = Stream
		.concat(Stream.of(StreamApp.values()).map(StreamApp::messagesMetric), Stream.of(DemoTask.END_METRIC))
		.collect(Collectors.toUnmodifiableSet());

	private static final String APP_UP = "prometheus_proxy_app_up";

	private static final String APP_SAMPLES = "prometheus_proxy_app_samples";

	private static final String APP_SCRAPE_SECONDS = "prometheus_proxy_app_scrape_duration_seconds";

	/** Tells whether the app is connected and answered. */
	boolean isUp(StreamApp app) {
		return value(this.proxy, APP_UP, app).orElse(0) == 1;
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
		return value(this.proxy, APP_SAMPLES, app);
	}

	/** Returns how long the app's last answer took, in seconds. */
	OptionalDouble scrapeSeconds(StreamApp app) {
		return value(this.proxy, APP_SCRAPE_SECONDS, app);
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

	/** Returns how many simulated apps are connected. */
	int simulatedConnected() {
		return (int) simulated(APP_UP).filter((sample) -> !"lost".equals(sample.labels().get("reason"))).count();
	}

	/** Returns how many simulated apps answered the last scrape. */
	int simulatedUp() {
		return (int) simulated(APP_UP).filter((sample) -> sample.value() == 1).count();
	}

	/** Returns how many samples the last answers of all simulated apps had. */
	long simulatedSamples() {
		return (long) simulated(APP_SAMPLES).mapToDouble(Sample::value).sum();
	}

	/**
	 * Returns how long the slowest of the simulated apps' last answers took, in seconds.
	 */
	OptionalDouble simulatedScrapeSeconds() {
		return simulated(APP_SCRAPE_SECONDS).mapToDouble(Sample::value).max();
	}

	/** Returns what the proxy says about apps of other streams than the demo's. */
	private Stream<Sample> simulated(String name) {
		return this.proxy.stream()
			.filter((sample) -> sample.name().equals(name))
			.filter((
					sample) -> !StreamApp.STREAM.equals(sample.labels().getOrDefault("stream_name", StreamApp.STREAM)));
	}

	private static OptionalDouble value(List<Sample> samples, String name, StreamApp app) {
		return samples.stream()
			.filter((sample) -> sample.name().equals(name) && sample.hasLabels(app.identity()))
			.mapToDouble(Sample::value)
			.reduce(Double::sum);
	}

}
