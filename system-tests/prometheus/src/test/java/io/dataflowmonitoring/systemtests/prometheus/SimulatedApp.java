package io.dataflowmonitoring.systemtests.prometheus;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.dataflowmonitoring.wire.AppConnection;
import io.dataflowmonitoring.wire.AppDescription;
import io.dataflowmonitoring.wire.AppSettings;
import io.dataflowmonitoring.wire.ExpositionFormat;
import io.dataflowmonitoring.wire.ExpositionSource;
import io.dataflowmonitoring.wire.ScrapeListener;
import io.dataflowmonitoring.wire.WireExposition;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Labels;
import io.rsocket.transport.netty.client.TcpClientTransport;

/**
 * An app with a counter {@code orders_total}, which has an exemplar, and a native
 * histogram {@code order_seconds}, with three observations.
 */
final class SimulatedApp implements AutoCloseable {

	static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private final PrometheusRegistry registry = new PrometheusRegistry();

	private final ExecutorService executor = Executors.newSingleThreadExecutor();

	private final Counter orders;

	private final AppConnection connection;

	private volatile boolean stalled;

	private SimulatedApp(int port, AppDescription description, Set<ExpositionFormat> formats,
			Map<String, String> labels) {
		Labels constant = Labels.of(labels.keySet().toArray(String[]::new), labels.values().toArray(String[]::new));
		this.orders = Counter.builder().name("orders_total").constLabels(constant).register(this.registry);
		this.orders.incWithExemplar(1, Labels.of("trace_id", TRACE_ID, "span_id", "00f067aa0ba902b7"));
		Histogram seconds = Histogram.builder()
			.name("order_seconds")
			.nativeOnly()
			.constLabels(constant)
			.register(this.registry);
		seconds.observe(0.1);
		seconds.observe(0.2);
		seconds.observe(3);
		this.connection = AppConnection
			.connect(TcpClientTransport.create("127.0.0.1", port), new AppSettings(description, null, formats, false),
					this::write, this.executor, new NoListener())
			.block(TIMEOUT);
		this.connection.ready().block(TIMEOUT);
	}

	/** An app that says who it is when it connects, and by its labels. */
	static SimulatedApp described(int port, Map<String, String> labels, Set<ExpositionFormat> formats) {
		return new SimulatedApp(port, AppDescription.ofTags(labels), formats, labels);
	}

	/** An app that says who it is by its labels only, as published clients do. */
	static SimulatedApp undescribed(int port, Map<String, String> labels) {
		return new SimulatedApp(port, AppDescription.NONE, Set.of(ExpositionFormat.TEXT_0_0_4), labels);
	}

	/** From now on it does not answer. */
	void stall() {
		this.stalled = true;
	}

	/** Counts one more order and makes the final push. */
	void pushAndClose() throws IOException {
		this.orders.inc();
		ExpositionFormat format = this.connection.pushFormat();
		ExpositionSource source = this::write;
		this.connection.push(new WireExposition(source.write(format), format)).block(TIMEOUT);
		close();
	}

	@Override
	public void close() {
		this.connection.dispose();
		this.executor.shutdownNow();
	}

	private void write(OutputStream out, String contentType) throws IOException {
		if (this.stalled) {
			try {
				Thread.sleep(Duration.ofMinutes(5).toMillis());
			}
			catch (InterruptedException ex) {
				throw new IOException("The app ends", ex);
			}
		}
		ExpositionFormats.init().findWriter(contentType).write(out, this.registry.scrape());
	}

	private static final class NoListener implements ScrapeListener {

		@Override
		public void scraped(int bytes, Duration took) {
			// Nothing to check
		}

		@Override
		public void scrapeFailed(Throwable failure) {
			// Nothing to check
		}

	}

}
