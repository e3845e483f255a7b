package io.dataflowmonitoring.proxy.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ConcurrentScrapesTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(1);

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final ConcurrentScrapes scrapes = new ConcurrentScrapes(2, TIMEOUT, TIMEOUT, this.meters);

	private final List<Sinks.Empty<Void>> answers = new ArrayList<>();

	private final List<Disposable> scrapers = new ArrayList<>();

	@Test
	void oneTooManyIsRefusedAndCountedUntilAnotherIsDone() {
		scrape("/metrics/connected");
		assertThat(this.scrapes.usage()).isEqualTo(0.5);
		scrape("/metrics/connected");
		assertThat(this.scrapes.usage()).isEqualTo(1);
		MockServerWebExchange refused = scrape("/metrics/connected");
		assertThat(refused.getResponse().getStatusCode()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
		assertThat(refused.getResponse().getHeaders().getFirst("Retry-After")).isEqualTo("1");
		assertThat(refused.getResponse().getBodyAsString().block()).contains("max-concurrent-scrapes");
		assertThat(
				this.meters.get("prometheus.proxy.scrapes.refused").tag("reason", "too_many_scrapes").counter().count())
			.isOne();
		this.answers.get(0).tryEmitEmpty();
		assertThat(scrape("/metrics/connected").getResponse().getStatusCode()).isNull();
	}

	@Test
	void oneThatFailsOrIsAbandonedIsDone() {
		scrape("/metrics/connected");
		scrape("/metrics/connected");
		this.answers.get(0).tryEmitError(new IllegalStateException("broken"));
		this.scrapers.get(1).dispose();
		assertThat(this.scrapes.usage()).isZero();
	}

	@Test
	void thoseWhoWaitForOneAppKeepNobodyFromAnother() {
		scrape("/metrics/apps/1");
		scrape("/metrics/apps/1");
		assertThat(scrape("/metrics/apps/1").getResponse().getStatusCode()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
		assertThat(scrape("/metrics/apps/2").getResponse().getStatusCode()).isNull();
		assertThat(scrape("/metrics/connected").getResponse().getStatusCode()).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "/metrics/connected, /metrics/connecte%64", "/metrics/connected, /metrics/connected;1",
			"/metrics/connected, /metrics;a=b/connected", "/metrics/apps/1, /metrics/%61pps/%31;1",
			"/status/apps/1/metrics, /status/apps/1/metric%73" })
	void aPathThatIsWrittenInAnotherWayIsTheSame(String path, String written) {
		scrape(path);
		scrape(written);
		assertThat(this.scrapes.usage()).isEqualTo(1);
		assertThat(scrape(written).getResponse().getStatusCode()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
		assertThat(scrape(path).getResponse().getStatusCode()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/status" })
	void whatShowsAllAppsToPeopleIsLimitedToo(String path) {
		scrape(path);
		scrape(path);
		assertThat(scrape(path).getResponse().getStatusCode()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
		assertThat(scrape("/metrics/connected").getResponse().getStatusCode()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/metrics/proxy", "/status/apps/1", "/status/events", "/status/files/main.js" })
	void whatAsksNoAppAndShowsFewIsNotLimited(String path) {
		for (int i = 0; i < 3; i++) {
			assertThat(scrape(path).getResponse().getStatusCode()).isNull();
		}
		assertThat(this.scrapes.usage()).isZero();
	}

	@Test
	@DisplayName("No zombie connections, no leaked buffers (prometheus-rsocket-proxy#33, #14)")
	void whoeverDoesNotReadTheAnswerIsCutOff() throws IOException {
		ConcurrentScrapes scrapes = new ConcurrentScrapes(2, Duration.ofMillis(100), Duration.ofMillis(400),
				this.meters);
		HttpHandler endless = WebHttpHandlerBuilder.webHandler((exchange) -> {
			byte[] piece = new byte[32 * 1_024];
			return exchange.getResponse()
				.writeWith(Flux.generate((sink) -> sink.next(exchange.getResponse().bufferFactory().wrap(piece))));
		}).filter(scrapes).build();
		DisposableServer server = HttpServer.create()
			.host("127.0.0.1")
			.port(0)
			.handle(new ReactorHttpHandlerAdapter(endless))
			.bindNow();
		try (Socket scraper = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
			scraper.getOutputStream()
				.write("GET /metrics/connected HTTP/1.1\r\nHost: localhost\r\n\r\n"
					.getBytes(StandardCharsets.US_ASCII));
			await().until(() -> scrapes.usage() == 0.5);
			await().until(() -> scrapes.usage() == 0);
			assertThat(this.meters.get("prometheus.proxy.scrapes.refused").tag("reason", "not_read").counter().count())
				.isOne();
			scraper.setSoTimeout(20_000);
			// What was in the sockets' buffers, and no more.
			try {
				scraper.getInputStream().skip(Long.MAX_VALUE);
				assertThat(scraper.getInputStream().read()).isEqualTo(-1);
			}
			catch (SocketException ex) {
				assertThat(ex).hasMessageContaining("reset");
			}
		}
		finally {
			server.disposeNow();
		}
	}

	private MockServerWebExchange scrape(String path) {
		MockServerHttpRequest request = MockServerHttpRequest.method(HttpMethod.GET, URI.create(path)).build();
		MockServerWebExchange exchange = MockServerWebExchange.from(request);
		Sinks.Empty<Void> answer = Sinks.empty();
		this.answers.add(answer);
		this.scrapers.add(this.scrapes.filter(exchange, (unused) -> answer.asMono())
			.onErrorResume((ex) -> Mono.empty())
			.subscribe());
		return exchange;
	}

}
