package io.dataflowmonitoring.spring;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.dataflowmonitoring.wire.ExpositionFormat;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplar;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot.StateSetDataPointSnapshot;
import org.junit.jupiter.api.Test;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

class MetricsSourceTests {

	private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

	private final PrometheusMeterRegistry other = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

	private final MetricsSource source = new MetricsSource(List.of(this.registry));

	@Test
	void oneRegistryIsWrittenAsItWritesItself() {
		this.registry.counter("orders", "region", "EMEA").increment(3);
		assertThat(exposition(this.source)).isEqualTo(this.registry.scrape())
			.contains("orders_total{region=\"EMEA\"} 3.0");
	}

	@Test
	void theFormatAskedForIsWritten() {
		this.registry.counter("orders").increment();
		assertThat(exposition(this.source, "application/openmetrics-text; version=1.0.0; charset=utf-8"))
			.endsWith("# EOF\n");
		this.source.remember();
		assertThat(exposition(this.source, "application/openmetrics-text; version=1.0.0; charset=utf-8"))
			.endsWith("# EOF\n");
	}

	@Test
	void theExemplarsStay() {
		Exemplar exemplar = Exemplar.builder().value(1).traceId("4bf92f3577b34da6").build();
		this.registry.getPrometheusRegistry()
			.register((Collector) () -> CounterSnapshot.builder()
				.name("orders")
				.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder().value(3).exemplar(exemplar).build())
				.build());
		String openMetrics = ExpositionFormat.OPENMETRICS_1_0_0.contentType();
		String written = "orders_total 3.0 # {trace_id=\"4bf92f3577b34da6\"} 1.0";
		assertThat(exposition(this.source, openMetrics)).contains(written);
		assertThat(exposition(new MetricsSource(List.of(this.other, this.registry)), openMetrics)).contains(written);
		this.source.remember();
		assertThat(exposition(this.source, openMetrics)).contains(written);
	}

	@Test
	void theCommonLabelsAreFoundWhoeverHasSetThem() {
		this.registry.config().commonTags("application", "orders", "stream.name", "sales");
		assertThat(this.source.commonLabels()).isEqualTo(Map.of("application", "orders", "stream_name", "sales"));
		assertThat(this.registry.getMeters()).isEmpty();
		assertThat(this.registry.scrape()).isEmpty();
	}

	@Test
	void theCommonLabelsAreFoundEvenIfMetersAreDenied() {
		this.registry.config().commonTags("application", "orders").meterFilter(MeterFilter.deny());
		assertThat(this.source.commonLabels()).isEqualTo(Map.of("application", "orders"));
	}

	@Test
	void severalRegistriesAreWrittenAsOne() {
		this.registry.counter("orders", "region", "EMEA").increment(3);
		this.other.counter("orders", "region", "APAC").increment(4);
		this.other.counter("returns").increment(5);
		assertThat(exposition(new MetricsSource(List.of(this.registry, this.other)))).contains("""
				# TYPE orders_total counter
				orders_total{region="APAC"} 4.0
				orders_total{region="EMEA"} 3.0
				""").contains("returns_total 5.0").containsOnlyOnce("# TYPE orders_total");
	}

	@Test
	void theFirstRegistryWinsWhereTwoHaveTheSameSeries() {
		this.registry.counter("orders").increment(3);
		this.other.counter("orders").increment(4);
		assertThat(exposition(new MetricsSource(List.of(this.registry, this.other)))).contains("orders_total 3.0")
			.doesNotContain("orders_total 4.0");
	}

	@Test
	void theFirstRegistryWinsWhereTwoDisagreeOnAType() {
		Gauge.builder("orders", () -> 7).register(this.registry);
		DistributionSummary.builder("orders").register(this.other);
		assertThat(exposition(new MetricsSource(List.of(this.registry, this.other)))).contains("orders 7.0")
			.doesNotContain("orders_sum");
	}

	@Test
	void aSeriesThatGoesAwayKeepsItsValue() {
		Counter counter = this.registry.counter("orders", "region", "EMEA");
		counter.increment(3);
		this.registry.counter("orders", "region", "APAC").increment(4);
		this.source.remember();
		this.registry.remove(counter);
		assertThat(exposition(this.source)).contains("""
				# TYPE orders_total counter
				orders_total{region="APAC"} 4.0
				orders_total{region="EMEA"} 3.0
				""");
	}

	@Test
	void aSeriesThatStaysHasItsLatestValue() {
		Counter counter = this.registry.counter("orders");
		counter.increment(3);
		this.source.remember();
		counter.increment(4);
		assertThat(exposition(this.source)).contains("orders_total 7.0").doesNotContain("orders_total 3.0");
	}

	@Test
	void aSeriesThatComesLateIsThere() {
		this.source.remember();
		this.registry.counter("orders").increment(3);
		assertThat(exposition(this.source)).contains("orders_total 3.0");
	}

	@Test
	void everyKindOfMeterIsMergedSeriesBySeries() {
		everyKindOfMeter("stays");
		everyKindOfMeter("goes");
		String atStart = this.registry.scrape();
		this.source.remember();
		this.registry.getMeters()
			.stream()
			.filter((meter) -> "goes".equals(meter.getId().getTag("which")))
			.forEach(this.registry::remove);
		assertThat(this.registry.scrape()).contains("stays").doesNotContain("goes");
		assertThat(exposition(this.source)).isEqualTo(atStart);
	}

	@Test
	void everyKindOfMeterIsKeptWhenAllSeriesGo() {
		everyKindOfMeter("goes");
		String atStart = this.registry.scrape();
		this.source.remember();
		this.registry.clear();
		assertThat(this.registry.scrape()).isEmpty();
		assertThat(exposition(this.source)).isEqualTo(atStart);
	}

	@Test
	void typesThatOnlyThePrometheusClientHasAreMergedToo() {
		this.registry.getPrometheusRegistry().register((Collector) () -> info("1"));
		this.other.getPrometheusRegistry().register((Collector) () -> info("2"));
		this.registry.getPrometheusRegistry().register((Collector) () -> states("a"));
		this.other.getPrometheusRegistry().register((Collector) () -> states("b"));
		assertThat(exposition(new MetricsSource(List.of(this.registry, this.other))))
			.contains("build_info{version=\"1\"} 1", "build_info{version=\"2\"} 1")
			.contains("mode{part=\"a\",mode=\"on\"} 1", "mode{part=\"b\",mode=\"on\"} 1");
	}

	private static InfoSnapshot info(String version) {
		return InfoSnapshot.builder()
			.name("build")
			.dataPoint(InfoDataPointSnapshot.builder().labels(Labels.of("version", version)).build())
			.build();
	}

	private static StateSetSnapshot states(String part) {
		return StateSetSnapshot.builder()
			.name("mode")
			.dataPoint(StateSetDataPointSnapshot.builder().labels(Labels.of("part", part)).state("on", true).build())
			.build();
	}

	/**
	 * Spring Boot closes the registries at the start of the shutdown.
	 */
	@Test
	void aClosedRegistryStillCounts() {
		Counter counter = this.registry.counter("orders");
		this.source.remember();
		this.registry.close();
		counter.increment(3);
		assertThat(exposition(this.source)).contains("orders_total 3.0");
	}

	private void everyKindOfMeter(String which) {
		Tags tags = Tags.of("which", which);
		this.registry.counter("counter", tags).increment(1);
		this.registry.gauge("gauge", tags, 2);
		this.registry.more().longTaskTimer("running", tags);
		this.registry.summary("summary", tags).record(3);
		Timer.builder("timer").tags(tags).publishPercentileHistogram().register(this.registry).record(ofSeconds(4));
		DistributionSummary.builder("quantiles").tags(tags).publishPercentiles(0.5).register(this.registry).record(5);
		Meter.builder("custom", Meter.Type.OTHER, List.of(new Measurement(() -> 6.0, Statistic.UNKNOWN)))
			.tags(tags)
			.register(this.registry);
	}

	private static String exposition(MetricsSource source) {
		return exposition(source, ExpositionFormat.TEXT_0_0_4.contentType());
	}

	private static String exposition(MetricsSource source, String contentType) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		try {
			source.writeTo(out, contentType);
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
		return out.toString(StandardCharsets.UTF_8);
	}

}
