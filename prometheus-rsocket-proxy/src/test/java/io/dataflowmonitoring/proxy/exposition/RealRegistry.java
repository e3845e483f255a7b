package io.dataflowmonitoring.proxy.exposition;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplar;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot;
import io.prometheus.metrics.model.snapshots.Unit;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import io.prometheus.metrics.tracer.common.SpanContext;
import org.jspecify.annotations.Nullable;

import io.dataflowmonitoring.wire.ExpositionFormat;

/**
 * The registry of an app that has a meter of each kind, in a trace that is sampled, and
 * what client_java knows and Micrometer does not.
 */
final class RealRegistry {

	private static final long TIME = 1_700_000_000_123L;

	private final PrometheusMeterRegistry registry;

	RealRegistry(String instance) {
		PrometheusRegistry prometheus = new PrometheusRegistry();
		this.registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, prometheus, new StandingClock(),
				new Trace());
		this.registry.config().commonTags("application", "orders", "instance", instance);
		addMeters();
		addSnapshots(prometheus, Labels.of("instance", instance));
	}

	private void addMeters() {
		Counter.builder("orders.placed")
			.description("Says \"hi\"\nand \\ left")
			.tag("text", "\"quoted\" \\ and\nbroken, \u20ac")
			.register(this.registry)
			.increment();
		FunctionCounter.builder("orders.cancelled", this, (registry) -> 2.5).register(this.registry);
		Timer.builder("http.server.requests")
			.publishPercentileHistogram()
			.register(this.registry)
			.record(Duration.ofMillis(20));
		Timer.builder("http.client.requests")
			.publishPercentiles(0.5, 0.9)
			.register(this.registry)
			.record(Duration.ofMillis(20));
		DistributionSummary.builder("orders.size")
			.baseUnit("bytes")
			.serviceLevelObjectives(1, 10)
			.register(this.registry)
			.record(5);
		LongTaskTimer.builder("orders.batch").register(this.registry).start();
		Gauge.builder("queue.size", () -> 3).description("How many wait").register(this.registry);
		Gauge.builder("jvm.info", () -> 1).tag("version", "17").register(this.registry);
	}

	private static void addSnapshots(PrometheusRegistry registry, Labels labels) {
		Exemplar exemplar = Exemplar.builder().value(2).traceId("abc").spanId("def").timestampMillis(TIME).build();
		add(registry,
				CounterSnapshot.builder()
					.name("uptime_seconds")
					.unit(Unit.SECONDS)
					.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
						.value(3)
						.labels(labels)
						.createdTimestampMillis(TIME)
						.exemplar(exemplar)
						.build())
					.build());
		add(registry,
				HistogramSnapshot.builder()
					.name("depth")
					.gaugeHistogram(true)
					.dataPoint(depth(labels.merge(Labels.of("queue", "a"))))
					.dataPoint(depth(labels.merge(Labels.of("queue", "b"))))
					.build());
		add(registry,
				StateSetSnapshot.builder()
					.name("mode")
					.dataPoint(StateSetSnapshot.StateSetDataPointSnapshot.builder()
						.labels(labels)
						.state("on", true)
						.state("off", false)
						.build())
					.build());
		add(registry,
				UnknownSnapshot.builder()
					.name("odd")
					.dataPoint(
							UnknownSnapshot.UnknownDataPointSnapshot.builder().value(Double.NaN).labels(labels).build())
					.build());
	}

	private static HistogramSnapshot.HistogramDataPointSnapshot depth(Labels labels) {
		return HistogramSnapshot.HistogramDataPointSnapshot.builder()
			.sum(3)
			.classicHistogramBuckets(
					ClassicHistogramBuckets.of(new double[] { 1, Double.POSITIVE_INFINITY }, new long[] { 1, 2 }))
			.labels(labels)
			.build();
	}

	private static void add(PrometheusRegistry registry, MetricSnapshot snapshot) {
		registry.register(() -> snapshot);
	}

	byte[] scrape(ExpositionFormat format) throws IOException {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		this.registry.scrape(out, format.contentType());
		return out.toByteArray();
	}

	/**
	 * Keeps what a task that runs says the same from scrape to scrape.
	 */
	private static final class StandingClock implements Clock {

		@Override
		public long wallTime() {
			return TIME;
		}

		@Override
		public long monotonicTime() {
			return TimeUnit.DAYS.toNanos(1);
		}

	}

	/**
	 * A span that is always there and always sampled.
	 */
	private static final class Trace implements SpanContext {

		@Override
		public @Nullable String getCurrentTraceId() {
			return "0123456789abcdef0123456789abcdef";
		}

		@Override
		public @Nullable String getCurrentSpanId() {
			return "0123456789abcdef";
		}

		@Override
		public boolean isCurrentSpanSampled() {
			return true;
		}

		@Override
		public void markCurrentSpanAsExemplar() {
			// Nobody asks.
		}

	}

}
