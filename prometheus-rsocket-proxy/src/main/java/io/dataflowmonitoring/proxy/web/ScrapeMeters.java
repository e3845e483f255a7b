package io.dataflowmonitoring.proxy.web;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import io.dataflowmonitoring.proxy.connection.AppRegistry;
import io.dataflowmonitoring.proxy.connection.TransportType;
import io.dataflowmonitoring.proxy.exposition.MergeReport;
import io.dataflowmonitoring.wire.Protocol;

/**
 * Measures scrapes and counts connections, as the proxy's own metrics.
 */
public final class ScrapeMeters {

	private final Timer duration;

	private final AtomicLong samples = new AtomicLong();

	private final AtomicLong bytes = new AtomicLong();

	private final Counter rejectedFamilies;

	private final Counter droppedSamples;

	private volatile BiConsumer<Duration, MergeReport> listener = (took, report) -> {
	};

	/**
	 * Registers the meters.
	 * @param meters where to register them
	 * @param registry knows the apps that are connected
	 */
	public ScrapeMeters(MeterRegistry meters, AppRegistry registry) {
		this.duration = Timer.builder("prometheus.proxy.scrape.duration")
			.description("How long scrapes of all apps took, from the request until the last byte was written")
			.register(meters);
		Gauge.builder("prometheus.proxy.scrape.samples", this.samples, AtomicLong::get)
			.description("Samples of the last scrape")
			.register(meters);
		Gauge.builder("prometheus.proxy.scrape.bytes", this.bytes, AtomicLong::get)
			.description("Size of the last scrape before compression")
			.baseUnit("bytes")
			.register(meters);
		this.rejectedFamilies = Counter.builder("prometheus.proxy.families.rejected")
			.description("Families of one app left out of a scrape because another app's contradicts them")
			.tag("reason", "type_conflict")
			.register(meters);
		this.droppedSamples = Counter.builder("prometheus.proxy.samples.dropped")
			.description("Samples left out of a scrape because their series had been given already")
			.tag("reason", "duplicate")
			.register(meters);
		// As the published proxy calls it.
		Gauge.builder("prometheus.proxy.scrape.active.connections", registry, (apps) -> apps.connected().size())
			.description("Connected apps")
			.register(meters);
		for (TransportType transport : TransportType.values()) {
			for (Protocol protocol : Protocol.values()) {
				Gauge.builder("prometheus.proxy.connections", registry, (apps) -> count(apps, transport, protocol))
					.description(
							"Connected apps, by transport and version of the protocol (1 is that of published clients)")
					.tag("transport", transport.label())
					.tag("protocol", protocol.label())
					.register(meters);
			}
		}
	}

	/**
	 * Says who wants to know of each scrape of all apps.
	 * @param listener called with how long it took and with what came of merging; must be
	 * quick
	 */
	public void listener(BiConsumer<Duration, MergeReport> listener) {
		this.listener = listener;
	}

	/**
	 * Records a scrape that was written out completely.
	 * @param took how long it took
	 * @param report what came of merging
	 */
	void record(Duration took, MergeReport report) {
		this.duration.record(took);
		this.samples.set(report.samples());
		this.bytes.set(report.bytes());
		this.rejectedFamilies.increment(report.rejectedFamilies().size());
		this.droppedSamples.increment((double) report.droppedSamples());
		this.listener.accept(took, report);
	}

	private static double count(AppRegistry registry, TransportType transport, Protocol protocol) {
		return registry.connected()
			.stream()
			.filter((app) -> app.transport() == transport && app.protocol() == protocol)
			.count();
	}

}
