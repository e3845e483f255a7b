package io.dataflowmonitoring.systemtests.resilience;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** A scraper that asks and then reads as little as possible of the answer. */
final class SlowScraper implements AutoCloseable {

	private final RawConnection connection;

	/** Asks for the answer as it is, and reads nothing. */
	SlowScraper(int httpPort) throws IOException {
		this(httpPort, "identity");
	}

	/**
	 * Asks, and reads nothing.
	 * @param encoding in which coding it wants the answer
	 */
	SlowScraper(int httpPort, String encoding) throws IOException {
		this.connection = new RawConnection(httpPort);
		this.connection.bytes("""
				GET /metrics/connected HTTP/1.1
				Host: localhost
				Accept-Encoding: %s
				X-Prometheus-Scrape-Timeout-Seconds: 10

				""".formatted(encoding).replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
	}

	/** Waits for the answer and reads a part of it. */
	void read(int bytes) throws IOException {
		InputStream in = this.connection.socket().getInputStream();
		in.readNBytes(bytes);
	}

	/** Breaks the connection off, without a good-bye. */
	void abort() throws IOException {
		this.connection.socket().setSoLinger(true, 0);
		this.connection.close();
	}

	@Override
	public void close() throws IOException {
		this.connection.close();
	}

}
