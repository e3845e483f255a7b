package io.dataflowmonitoring.spring;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.dataflowmonitoring.wire.ExpositionFormat;
import io.dataflowmonitoring.wire.ExpositionSource;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * All metrics of the app, from all its Prometheus registries, as one exposition. Where
 * two registries have the same series, the first one's value counts.
 * <p>
 * From {@link #remember()} on, which is for the start of the shutdown, series that have
 * gone since then appear with the value that they had at that moment: a Kafka binding,
 * for instance, takes its metrics away as it closes. All other series are current.
 */
final class MetricsSource implements ExpositionSource {

	private final List<PrometheusMeterRegistry> registries;

	private final ExpositionFormats formats = ExpositionFormats.init();

	private volatile @Nullable MetricSnapshots remembered;

	MetricsSource(List<PrometheusMeterRegistry> registries) {
		this.registries = registries;
	}

	/**
	 * Returns the formats that the libraries there are can write.
	 */
	Set<ExpositionFormat> formats() {
		return this.formats.getPrometheusProtobufWriter().isAvailable() ? EnumSet.allOf(ExpositionFormat.class)
				: EnumSet.of(ExpositionFormat.TEXT_0_0_4, ExpositionFormat.OPENMETRICS_1_0_0);
	}

	/**
	 * Finds out which labels all metrics have, whoever has put them there, from a meter
	 * that exists for this moment only.
	 * @return the labels' values by name
	 */
	Map<String, String> commonLabels() {
		PrometheusMeterRegistry registry = this.registries.get(0);
		Counter probe = registry.counter("prometheus.rsocket.common.labels");
		registry.remove(probe);
		Map<String, String> labels = new LinkedHashMap<>();
		for (Tag tag : probe.getId().getConventionTags(registry.config().namingConvention())) {
			labels.put(tag.getKey(), tag.getValue());
		}
		return labels;
	}

	/**
	 * Keeps the value that each series has now, for the case that the series goes away.
	 */
	void remember() {
		this.remembered = merge(this.registries.stream().map(MetricsSource::snapshotsOf));
	}

	@Override
	public void writeTo(OutputStream out, String contentType) throws IOException {
		MetricSnapshots remembered = this.remembered;
		if (this.registries.size() == 1 && remembered == null) {
			this.registries.get(0).scrape(out, contentType);
			return;
		}
		Stream<MetricSnapshots> current = this.registries.stream().map(MetricsSource::snapshotsOf);
		MetricSnapshots all = merge(Stream.concat(current, Stream.ofNullable(remembered)));
		this.formats.findWriter(contentType).write(out, all);
	}

	private static MetricSnapshots snapshotsOf(PrometheusMeterRegistry registry) {
		return registry.getPrometheusRegistry().scrape();
	}

	private static MetricSnapshots merge(Stream<MetricSnapshots> inOrderOfPrecedence) {
		Map<String, MetricSnapshot> families = new LinkedHashMap<>();
		inOrderOfPrecedence.flatMap(MetricSnapshots::stream)
			.forEach(
					(family) -> families.merge(family.getMetadata().getPrometheusName(), family, MetricsSource::merge));
		return new MetricSnapshots(families.values());
	}

	/**
	 * Adds to a family those series of another one that it does not have.
	 * @param first the family; returned as it is if the other one is of another type
	 * @param second the other family of the same name
	 * @return the family with the series of both
	 */
	private static MetricSnapshot merge(MetricSnapshot first, MetricSnapshot second) {
		if (first instanceof CounterSnapshot a && second instanceof CounterSnapshot b) {
			return new CounterSnapshot(a.getMetadata(), union(a.getDataPoints(), b.getDataPoints()));
		}
		if (first instanceof GaugeSnapshot a && second instanceof GaugeSnapshot b) {
			return new GaugeSnapshot(a.getMetadata(), union(a.getDataPoints(), b.getDataPoints()));
		}
		if (first instanceof HistogramSnapshot a && second instanceof HistogramSnapshot b) {
			return new HistogramSnapshot(a.isGaugeHistogram(), a.getMetadata(),
					union(a.getDataPoints(), b.getDataPoints()));
		}
		if (first instanceof SummarySnapshot a && second instanceof SummarySnapshot b) {
			return new SummarySnapshot(a.getMetadata(), union(a.getDataPoints(), b.getDataPoints()));
		}
		if (first instanceof InfoSnapshot a && second instanceof InfoSnapshot b) {
			return new InfoSnapshot(a.getMetadata(), union(a.getDataPoints(), b.getDataPoints()));
		}
		if (first instanceof StateSetSnapshot a && second instanceof StateSetSnapshot b) {
			return new StateSetSnapshot(a.getMetadata(), union(a.getDataPoints(), b.getDataPoints()));
		}
		if (first instanceof UnknownSnapshot a && second instanceof UnknownSnapshot b) {
			return new UnknownSnapshot(a.getMetadata(), union(a.getDataPoints(), b.getDataPoints()));
		}
		return first;
	}

	private static <T extends DataPointSnapshot> List<T> union(Collection<T> first, Collection<T> second) {
		Set<Labels> labels = first.stream().map(DataPointSnapshot::getLabels).collect(Collectors.toSet());
		return Stream.concat(first.stream(), second.stream().filter((point) -> !labels.contains(point.getLabels())))
			.toList();
	}

}
