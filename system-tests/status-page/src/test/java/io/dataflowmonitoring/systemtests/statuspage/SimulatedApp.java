package io.dataflowmonitoring.systemtests.statuspage;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

import io.dataflowmonitoring.wire.AppConnection;
import io.dataflowmonitoring.wire.AppDescription;
import io.dataflowmonitoring.wire.AppSettings;
import io.dataflowmonitoring.wire.ExpositionFormat;
import io.dataflowmonitoring.wire.ScrapeListener;
import io.dataflowmonitoring.wire.WireExposition;
import io.rsocket.transport.ClientTransport;
import io.rsocket.transport.netty.client.TcpClientTransport;
import io.rsocket.transport.netty.client.WebsocketClientTransport;
import reactor.netty.tcp.TcpClient;

/**
 * An app whose metrics are made up, but look like those of a Spring Boot app.
 */
final class SimulatedApp implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final String METER = """
			# HELP %1$s %2$s
			# TYPE %1$s gauge
			""";

	private final String labels;

	private final AppConnection connection;

	private volatile int families = 30;

	private volatile Duration delay = Duration.ZERO;

	private volatile String says = "";

	private SimulatedApp(ClientTransport transport, Map<String, String> tags, ExecutorService executor) {
		this.labels = tags.entrySet()
			.stream()
			.map((tag) -> tag.getKey() + "=\"" + escape(tag.getValue()) + "\"")
			.collect(Collectors.joining(","));
		AppSettings settings = new AppSettings(AppDescription.ofTags(tags), null, AppSettings.ANONYMOUS.formats(),
				false);
		this.connection = AppConnection.connect(transport, settings, this::write, executor, new NoListener())
			.block(TIMEOUT);
		this.connection.ready().block(TIMEOUT);
	}

	static SimulatedApp overTcp(int port, Map<String, String> tags, ExecutorService executor) {
		return new SimulatedApp(TcpClientTransport.create(client(port)), tags, executor);
	}

	static SimulatedApp overWebSocket(int port, Map<String, String> tags, ExecutorService executor) {
		return new SimulatedApp(WebsocketClientTransport.create("127.0.0.1", port), tags, executor);
	}

	/** Without the pool, which has room for 500. */
	private static TcpClient client(int port) {
		return TcpClient.newConnection().host("127.0.0.1").port(port);
	}

	/** Sets how many metrics it has, each with a handful of samples. */
	SimulatedApp families(int families) {
		this.families = families;
		return this;
	}

	/** Sets how long it takes to answer. */
	SimulatedApp delay(Duration delay) {
		this.delay = delay;
		return this;
	}

	/** Sets what it says instead of metrics. */
	SimulatedApp says(String says) {
		this.says = says;
		return this;
	}

	/** Makes the final push and ends. */
	void pushAndClose() {
		this.connection.push(new WireExposition(bytes(), ExpositionFormat.TEXT_0_0_4)).block(TIMEOUT);
		close();
	}

	@Override
	public void close() {
		this.connection.dispose();
	}

	private void write(OutputStream out, String contentType) throws IOException {
		if (!this.delay.isZero()) {
			try {
				Thread.sleep(ThreadLocalRandom.current().nextLong(this.delay.toMillis() / 2, this.delay.toMillis()));
			}
			catch (InterruptedException ex) {
				throw new IOException("The app ends", ex);
			}
		}
		out.write(bytes());
		if (contentType.contains("openmetrics")) {
			out.write("# EOF\n".getBytes(StandardCharsets.UTF_8));
		}
	}

	private byte[] bytes() {
		if (!this.says.isEmpty()) {
			return this.says.getBytes(StandardCharsets.UTF_8);
		}
		StringBuilder text = new StringBuilder();
		family(text, "jvm_memory_used_bytes", "The amount of used memory", "area=\"heap\",id=\"G1 Eden Space\"",
				"area=\"heap\",id=\"G1 Old Gen\"", "area=\"nonheap\",id=\"Metaspace\"");
		family(text, "process_cpu_usage", "The recent cpu usage for the Java Virtual Machine process", "");
		family(text, "spring_integration_channels", "The number of message channels", "");
		family(text, "kafka_consumer_fetch_manager_records_lag", "The latest lag of the partition",
				"topic=\"orders\",partition=\"0\"", "topic=\"orders\",partition=\"1\"");
		for (int i = 0; i < this.families; i++) {
			family(text, "business_value_%02d".formatted(i), "What the business counts", "region=\"north\"",
					"region=\"south\"", "region=\"east\"", "region=\"west\"");
		}
		return text.toString().getBytes(StandardCharsets.UTF_8);
	}

	private void family(StringBuilder text, String name, String help, String... series) {
		text.append(METER.formatted(name, help));
		for (String labels : series) {
			text.append(name)
				.append('{')
				.append(this.labels)
				.append(labels.isEmpty() ? "" : "," + labels)
				.append("} ")
				.append(ThreadLocalRandom.current().nextInt(1_000_000))
				.append('\n');
		}
	}

	private static String escape(String value) {
		return value.replace("\\", "\\\\").replace("\"", "\\\"");
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
