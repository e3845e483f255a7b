package io.dataflowmonitoring.proxy.web;

import java.util.List;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

import io.dataflowmonitoring.proxy.connection.App;
import io.dataflowmonitoring.proxy.connection.AppRegistry;
import io.dataflowmonitoring.proxy.connection.LostApp;
import io.dataflowmonitoring.proxy.scrape.AppStatus;
import io.dataflowmonitoring.proxy.scrape.Scraper;

/**
 * How the last scrape of each app went, as metrics whose labels differ from app to app.
 */
public final class AppMetrics implements MultiCollector {

	private static final String LOST = "lost";

	private final AppRegistry registry;

	private final Scraper scraper;

	/**
	 * Creates a collector.
	 * @param registry knows the apps that were lost
	 * @param scraper knows how the last scrape went
	 */
	public AppMetrics(AppRegistry registry, Scraper scraper) {
		this.registry = registry;
		this.scraper = scraper;
	}

	@Override
	public MetricSnapshots collect() {
		GaugeSnapshot.Builder up = gauge("prometheus_proxy_app_up",
				"Whether the app was part of the last scrape, and why not if it was not");
		GaugeSnapshot.Builder duration = gauge("prometheus_proxy_app_scrape_duration_seconds",
				"How long the app took to answer the last scrape");
		GaugeSnapshot.Builder samples = gauge("prometheus_proxy_app_samples", "Samples of the app in the last scrape");
		GaugeSnapshot.Builder bytes = gauge("prometheus_proxy_app_bytes", "Size of the app's last exposition");
		for (AppStatus status : this.scraper.statuses()) {
			Labels labels = labels(status.app());
			up.dataPoint(point(labels.add("reason", status.reason()), status.isUp() ? 1 : 0));
			duration.dataPoint(point(labels, status.took().toNanos() / 1e9));
			status.samples().ifPresent((count) -> samples.dataPoint(point(labels, count)));
			bytes.dataPoint(point(labels, status.bytes()));
		}
		for (LostApp lost : this.registry.lost()) {
			up.dataPoint(point(labels(lost.app()).add("reason", LOST), 0));
		}
		return new MetricSnapshots(List.of(up.build(), duration.build(), samples.build(), bytes.build()));
	}

	private static GaugeSnapshot.Builder gauge(String name, String help) {
		return GaugeSnapshot.builder().name(name).help(help);
	}

	private static GaugeDataPointSnapshot point(Labels labels, double value) {
		return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
	}

	private static Labels labels(App app) {
		Labels.Builder labels = Labels.builder().label("app", app.id()).label("transport", app.transport().label());
		app.identity().labels().forEach(labels::label);
		return labels.build();
	}

}
