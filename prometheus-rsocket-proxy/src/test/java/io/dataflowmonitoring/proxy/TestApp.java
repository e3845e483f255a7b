package io.dataflowmonitoring.proxy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import io.rsocket.transport.ClientTransport;
import io.rsocket.transport.netty.client.TcpClientTransport;
import io.rsocket.transport.netty.client.WebsocketClientTransport;
import org.jspecify.annotations.Nullable;

import io.dataflowmonitoring.wire.AppConnection;
import io.dataflowmonitoring.wire.AppSettings;
import io.dataflowmonitoring.wire.ExpositionFormat;
import io.dataflowmonitoring.wire.ScrapeListener;
import io.dataflowmonitoring.wire.WireExposition;

/**
 * The app's end of a connection to a proxy under test.
 */
final class TestApp implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private final ExecutorService executor = Executors.newSingleThreadExecutor();

	private final AtomicInteger asked = new AtomicInteger();

	private final AppConnection connection;

	private volatile String exposition;

	private volatile boolean toldToLeave;

	private volatile boolean closed;

	private volatile Runnable beforeAnswer = () -> {
	};

	private TestApp(ClientTransport transport, AppSettings settings, String exposition) {
		this.exposition = exposition;
		AppConnection connection = AppConnection
			.connect(transport, settings, this::write, this.executor, new NoListener())
			.block(TIMEOUT);
		if (connection == null) {
			throw new IllegalStateException("Not connected");
		}
		this.connection = connection;
		connection.goAway().subscribe(null, (ex) -> {
		}, () -> this.toldToLeave = true);
		connection.onClose().subscribe(null, (ex) -> this.closed = true, () -> this.closed = true);
		try {
			this.connection.ready().block(TIMEOUT);
		}
		catch (RuntimeException ex) {
			close();
			throw ex;
		}
	}

	static TestApp overTcp(int port, String exposition) {
		return over(TcpClientTransport.create("127.0.0.1", port), AppSettings.ANONYMOUS, exposition);
	}

	static TestApp overWebSocket(int port, String exposition) {
		return over(WebsocketClientTransport.create("127.0.0.1", port), AppSettings.ANONYMOUS, exposition);
	}

	static TestApp overTcp(int port, AppSettings settings, String exposition) {
		return over(TcpClientTransport.create("127.0.0.1", port), settings, exposition);
	}

	static TestApp overWebSocket(int port, AppSettings settings, String exposition) {
		return over(WebsocketClientTransport.create("127.0.0.1", port), settings, exposition);
	}

	static TestApp over(ClientTransport transport, AppSettings settings, String exposition) {
		return new TestApp(transport, settings, exposition);
	}

	/**
	 * Sets what the app answers from now on.
	 */
	void exposition(String exposition) {
		this.exposition = exposition;
	}

	/**
	 * Sets what the app does before it answers.
	 */
	void beforeAnswer(Runnable action) {
		this.beforeAnswer = action;
	}

	/**
	 * Returns how often the app was asked.
	 */
	int asked() {
		return this.asked.get();
	}

	/**
	 * Returns whether the proxy has asked the app to connect elsewhere.
	 */
	boolean isToldToLeave() {
		return this.toldToLeave;
	}

	boolean isClosed() {
		return this.closed;
	}

	void push(String exposition) {
		this.connection
			.push(new WireExposition(exposition.getBytes(StandardCharsets.UTF_8), ExpositionFormat.TEXT_0_0_4))
			.block(TIMEOUT);
	}

	@Override
	public void close() {
		this.connection.dispose();
		this.executor.shutdownNow();
	}

	private void write(OutputStream out, String contentType) throws IOException {
		this.asked.incrementAndGet();
		this.beforeAnswer.run();
		out.write(this.exposition.getBytes(StandardCharsets.UTF_8));
	}

	private static final class NoListener implements ScrapeListener {

		@Override
		public void scraped(int bytes, Duration took) {
			// Nothing to check
		}

		@Override
		public void scrapeFailed(@Nullable Throwable failure) {
			// Nothing to check
		}

	}

}
