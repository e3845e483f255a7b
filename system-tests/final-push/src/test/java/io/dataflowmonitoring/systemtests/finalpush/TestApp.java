package io.dataflowmonitoring.systemtests.finalpush;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.dataflowmonitoring.wire.AppConnection;
import io.dataflowmonitoring.wire.AppDescription;
import io.dataflowmonitoring.wire.AppSettings;
import io.dataflowmonitoring.wire.ExpositionFormat;
import io.dataflowmonitoring.wire.ScrapeListener;
import io.dataflowmonitoring.wire.WireException;
import io.dataflowmonitoring.wire.WireExposition;
import io.rsocket.transport.netty.client.TcpClientTransport;

/** An app, as far as the proxy can tell: one connection, in this process. */
final class TestApp implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final ExecutorService WRITER = Executors.newSingleThreadExecutor((task) -> {
		Thread thread = new Thread(task, "app-writer");
		thread.setDaemon(true);
		return thread;
	});

	private final AppConnection connection;

	private TestApp(AppConnection connection) {
		this.connection = connection;
	}

	/**
	 * Connects an app that says who it is, and that answers scrapes with one sample
	 * {@code live}.
	 */
	static TestApp connect(int tcpPort, String instance) {
		AppSettings settings = new AppSettings(new AppDescription(Map.of("instance", instance)), null,
				Set.of(ExpositionFormat.TEXT_0_0_4), false);
		AppConnection connection = AppConnection.connect(TcpClientTransport.create("127.0.0.1", tcpPort), settings,
				(out, contentType) -> write(out, "live{instance=\"" + instance + "\"} 1\n"), WRITER, new NoListener())
			.block(TIMEOUT);
		TestApp app = new TestApp(connection);
		try {
			connection.ready().block(TIMEOUT);
		}
		catch (RuntimeException ex) {
			app.close();
			throw ex;
		}
		return app;
	}

	/** Connects, pushes, and goes: what a task does that nobody finds alive. */
	static void pushOnce(int tcpPort, String instance, String exposition) {
		try (TestApp app = connect(tcpPort, instance)) {
			app.push(exposition);
		}
	}

	/**
	 * Sends last metrics.
	 * @throws WireException if the proxy refuses them or does not acknowledge them
	 */
	void push(String exposition) {
		byte[] bytes = exposition.getBytes(StandardCharsets.UTF_8);
		this.connection.push(new WireExposition(bytes, ExpositionFormat.TEXT_0_0_4)).block(TIMEOUT);
	}

	@Override
	public void close() {
		this.connection.dispose();
	}

	private static void write(OutputStream out, String text) throws IOException {
		out.write(text.getBytes(StandardCharsets.UTF_8));
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
