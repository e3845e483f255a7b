package io.dataflowmonitoring.benchmarks.measure;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

class ScraperTests {

	private static final byte[] TEXT = "# TYPE a gauge\na 1\nb 2\n".repeat(10_000).getBytes(StandardCharsets.UTF_8);

	private HttpServer server;

	private volatile int status = 200;

	private volatile boolean chunked;

	private volatile String timeout = "";

	@BeforeEach
	void start() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/metrics/connected", this::answer);
		this.server.start();
	}

	@AfterEach
	void stop() {
		this.server.stop(0);
	}

	@Test
	void readsAnAnswerOfKnownLength() throws IOException {
		Scrape scrape = scraper().scrape(false, true);
		assertThat(scrape.samples()).isEqualTo(20_000);
		assertThat(scrape.bytes()).isEqualTo(TEXT.length);
		assertThat(this.timeout).isEqualTo("5.0");
	}

	@Test
	void readsAnAnswerInChunks() throws IOException {
		this.chunked = true;
		Scrape scrape = scraper().scrape(false, true);
		assertThat(scrape.samples()).isEqualTo(20_000);
		assertThat(scrape.bytes()).isEqualTo(TEXT.length);
	}

	@Test
	void countsWhatIsCompressed() throws IOException {
		this.chunked = true;
		Scrape scrape = scraper().scrape(true, true);
		assertThat(scrape.samples()).isEqualTo(20_000);
		assertThat(scrape.bytes()).isLessThan(TEXT.length / 10);
	}

	@Test
	void anyOtherStatusIsAFailure() {
		this.status = 503;
		assertThatIOException().isThrownBy(() -> scraper().scrape(false, false)).withMessageContaining("503");
	}

	private Scraper scraper() {
		return new Scraper(this.server.getAddress().getPort(), Duration.ofSeconds(5));
	}

	private void answer(HttpExchange exchange) throws IOException {
		this.timeout = exchange.getRequestHeaders().getFirst("X-Prometheus-Scrape-Timeout-Seconds");
		boolean gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Accept-Encoding"));
		exchange.sendResponseHeaders(this.status, this.chunked ? 0 : TEXT.length);
		try (OutputStream body = gzip ? new GZIPOutputStream(exchange.getResponseBody()) : exchange.getResponseBody()) {
			body.write(TEXT);
		}
	}

}
