package io.dataflowmonitoring.proxy;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

import io.rsocket.Payload;
import io.rsocket.core.RSocketConnector;
import io.rsocket.exceptions.ApplicationErrorException;
import io.rsocket.transport.netty.client.TcpClientTransport;
import io.rsocket.util.DefaultPayload;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

import io.dataflowmonitoring.proxy.connection.AppRegistry;
import io.dataflowmonitoring.proxy.connection.AppServer;
import io.dataflowmonitoring.proxy.push.FinalPushes;
import io.dataflowmonitoring.wire.WireException;
import io.dataflowmonitoring.wire.WireFailure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The whole proxy, with apps at one end and HTTP requests at the other.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "server.address=127.0.0.1", "micrometer.prometheus-proxy.tcp-port=0",
				"micrometer.prometheus-proxy.websocket-port=0", "micrometer.prometheus-proxy.bind-address=127.0.0.1" })
@ExtendWith(OutputCaptureExtension.class)
class ProxyApplicationTests {

	private static final Duration RETENTION = Duration.ofMinutes(2);

	private final HttpClient http = HttpClient.newHttpClient();

	private final List<TestApp> apps = new ArrayList<>();

	@LocalServerPort
	private int port;

	@Autowired
	private AppServer tcpServer;

	@Autowired
	private AppServer websocketServer;

	@Autowired
	private AppRegistry registry;

	@Autowired
	private FinalPushes pushes;

	@Autowired
	private MutableClock clock;

	@AfterEach
	void forgetAllApps() {
		this.apps.forEach(TestApp::close);
		await().until(() -> this.registry.connected().isEmpty());
		this.clock.advance(RETENTION);
		this.pushes.delivered(this.pushes.kept());
		assertThat(this.pushes.kept()).isEmpty();
		assertThat(this.registry.lost()).isEmpty();
	}

	@Test
	void mergesAppsOfBothTransports() {
		tcpApp("# TYPE a gauge\na{instance=\"1\"} 1\n");
		websocketApp("# TYPE a gauge\na{instance=\"2\"} 2\n");
		assertThat(scrape()).isEqualTo("# TYPE a gauge\na{instance=\"1\"} 1\na{instance=\"2\"} 2\n");
		await().untilAsserted(() -> assertThat(proxyMetrics()).contains("prometheus_proxy_scrape_samples 2.0",
				"prometheus_proxy_scrape_bytes 51.0"));
		assertThat(proxyMetrics())
			.contains("prometheus_proxy_connections{protocol=\"2\",transport=\"tcp\"} 1.0",
					"prometheus_proxy_connections{protocol=\"2\",transport=\"websocket\"} 1.0",
					"prometheus_proxy_scrape_active_connections 2.0")
			.containsPattern("prometheus_proxy_app_up\\{app=\"[0-9a-f]{8}\",instance=\"1\",reason=\"none\","
					+ "transport=\"tcp\"\\} 1\\.0\n")
			.containsPattern("prometheus_proxy_app_samples\\{app=\"[0-9a-f]{8}\",instance=\"2\","
					+ "transport=\"websocket\"\\} 1\\.0\n")
			.containsPattern("prometheus_proxy_app_bytes\\{.*instance=\"1\".*\\} 33\\.0\n")
			.containsPattern("prometheus_proxy_app_scrape_duration_seconds\\{.*instance=\"1\".*\\} 0\\.\\d+\n");
	}

	@Test
	void aStalledAppIsLeftOutAndNotAskedAgainUntilItHasAnswered() {
		CountDownLatch end = new CountDownLatch(1);
		TestApp stalled = tcpApp("stalled 1\n");
		stalled.beforeAnswer(() -> awaitUninterruptibly(end));
		tcpApp("quick 1\n");
		try {
			for (int i = 0; i < 3; i++) {
				assertThat(get("/metrics/connected", "X-Prometheus-Scrape-Timeout-Seconds", "1").body())
					.isEqualTo("quick 1\n");
			}
			assertThat(stalled.asked()).isOne();
			assertThat(proxyMetrics()).containsPattern("prometheus_proxy_app_up\\{.*reason=\"timeout\".*\\} 0\\.0\n");
		}
		finally {
			end.countDown();
		}
		await().untilAsserted(() -> assertThat(scrape()).isEqualTo("stalled 1\nquick 1\n"));
	}

	@Test
	void anAppThatSendsGarbageCostsOnlyItselfAndIsAskedAgain() {
		TestApp bad = tcpApp("this is not an exposition\n");
		tcpApp("good 1\n");
		assertThat(scrape()).isEqualTo("good 1\n");
		assertThat(proxyMetrics()).containsPattern("prometheus_proxy_app_up\\{.*reason=\"malformed\".*\\} 0\\.0\n");
		bad.exposition("better 1\n");
		assertThat(scrape()).isEqualTo("better 1\ngood 1\n");
		assertThat(proxyMetrics()).doesNotContainPattern("prometheus_proxy_app_up\\{.*reason=\"malformed\"");
	}

	@Test
	void anAppThatCannotWriteItsMetricsCostsOnlyItselfAndIsAskedAgain() {
		TestApp bad = tcpApp("bad 1\n");
		bad.beforeAnswer(() -> {
			throw new IllegalStateException("broken");
		});
		tcpApp("good 1\n");
		assertThat(scrape()).isEqualTo("good 1\n");
		assertThat(proxyMetrics()).containsPattern("prometheus_proxy_app_up\\{.*reason=\"app_error\".*\\} 0\\.0\n");
		bad.beforeAnswer(() -> {
		});
		assertThat(scrape()).isEqualTo("bad 1\ngood 1\n");
	}

	@Test
	void aFinalPushIsPartOfEveryScrapeUntilItExpiresByItself() {
		TestApp task = tcpApp("task{instance=\"one\"} 1\n");
		assertThat(scrape()).isEqualTo("task{instance=\"one\"} 1\n");
		task.push("task{instance=\"one\"} 2\n");
		String kept = """
				# TYPE prometheus_proxy_push_time_seconds gauge
				prometheus_proxy_push_time_seconds{instance="one"} %d.000
				task{instance="one"} 2
				""".formatted(this.clock.instant().getEpochSecond());
		assertThat(scrape()).endsWith(kept);
		task.close();
		await().until(() -> this.registry.connected().isEmpty());
		assertThat(scrape()).endsWith(kept);
		assertThat(scrape()).endsWith(kept);
		assertThat(proxyMetrics()).contains("prometheus_proxy_pushes_kept 1.0")
			.doesNotContain("prometheus_proxy_app_up{");
		this.clock.advance(RETENTION);
		await().untilAsserted(() -> assertThat(proxyMetrics()).contains("prometheus_proxy_pushes_kept 0.0"));
		assertThat(scrape()).isEmpty();
	}

	@Test
	void anAppThatIsBackReplacesItsFinalPush() {
		TestApp task = tcpApp("task{instance=\"one\"} 1\n");
		task.push("task{instance=\"one\"} 2\n");
		task.close();
		await().until(() -> this.registry.connected().isEmpty());
		websocketApp("task{instance=\"one\"} 3\n");
		assertThat(scrape()).isEqualTo("task{instance=\"one\"} 3\n");
		assertThat(proxyMetrics()).contains("prometheus_proxy_pushes_kept 0.0");
	}

	@Test
	void anAppIsToldThatItsPushIsMalformed(CapturedOutput output) {
		TestApp task = tcpApp("task{instance=\"one\"} 1\n");
		scrape();
		assertThatExceptionOfType(WireException.class).isThrownBy(() -> task.push("garbage\n"))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(WireFailure.PUSH_REFUSED));
		assertThat(scrape()).isEqualTo("task{instance=\"one\"} 1\n");
		assertThat(output).containsPattern("The final push of app [0-9a-f]{8} \\{instance=\"one\"\\} is rejected");
	}

	@Test
	void aPushThatCannotBeReadIsRejectedAndCounted() {
		double before = value("prometheus_proxy_pushes_total{result=\"rejected\"}");
		Mono<Payload> push = RSocketConnector.create()
			.connect(TcpClientTransport.create("127.0.0.1", this.tcpServer.port()))
			.flatMap((app) -> app.requestResponse(DefaultPayload.create("garbage", "garbage"))
				.doFinally((signal) -> app.dispose()));
		assertThatExceptionOfType(ApplicationErrorException.class).isThrownBy(() -> push.block(Duration.ofSeconds(20)));
		assertThat(value("prometheus_proxy_pushes_total{result=\"rejected\"}")).isEqualTo(before + 1);
	}

	@Test
	void anAppThatGoesWithoutAFinalPushIsReportedAsLost() {
		TestApp app = tcpApp("a{instance=\"one\"} 1\n");
		scrape();
		app.close();
		await().until(() -> this.registry.connected().isEmpty());
		assertThat(scrape()).isEmpty();
		assertThat(proxyMetrics()).containsPattern(
				"prometheus_proxy_app_up\\{app=\"[0-9a-f]{8}\",instance=\"one\",reason=\"lost\",transport=\"tcp\"\\} 0\\.0\n");
		this.clock.advance(RETENTION);
		assertThat(proxyMetrics()).doesNotContain("reason=\"lost\"");
	}

	@Test
	void scrapesAtTheSameTimeBothGetEverythingForOnePull() throws InterruptedException {
		CountDownLatch asked = new CountDownLatch(1);
		CountDownLatch answer = new CountDownLatch(1);
		TestApp app = tcpApp("a 1\n");
		app.beforeAnswer(() -> {
			asked.countDown();
			awaitUninterruptibly(answer);
		});
		CompletableFuture<String> first = CompletableFuture.supplyAsync(this::scrape);
		assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
		CompletableFuture<String> second = CompletableFuture.supplyAsync(this::scrape);
		await().pollDelay(Duration.ofMillis(300)).until(() -> !second.isDone());
		answer.countDown();
		assertThat(first.join()).isEqualTo("a 1\n");
		assertThat(second.join()).isEqualTo("a 1\n");
	}

	@Test
	void aTypeConflictAndADuplicateSeriesAreCounted() {
		double familiesBefore = value("prometheus_proxy_families_rejected_total{reason=\"type_conflict\"}");
		double samplesBefore = value("prometheus_proxy_samples_dropped_total{reason=\"duplicate\"}");
		tcpApp("# TYPE a gauge\na 1\nb 1\n");
		tcpApp("# TYPE a counter\na 2\nb 2\n");
		assertThat(scrape()).isEqualTo("# TYPE a gauge\na 1\nb 1\n");
		await().untilAsserted(() -> {
			assertThat(value("prometheus_proxy_families_rejected_total{reason=\"type_conflict\"}"))
				.isEqualTo(familiesBefore + 1);
			assertThat(value("prometheus_proxy_samples_dropped_total{reason=\"duplicate\"}"))
				.isEqualTo(samplesBefore + 1);
		});
	}

	@Test
	void theContentTypeIsExactWhateverIsAccepted() {
		tcpApp("a 1\n");
		String text = "text/plain; version=0.0.4; charset=utf-8";
		String openMetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8";
		Map<String, String> answers = Map.of("*/*", text, "text/html", text, "application/json", text,
				"text/plain; version=0.0.4; escaping=x", text,
				"application/openmetrics-text; version=1.0.0; q=0.5, text/plain; version=0.0.4; q=0.9", text,
				"application/openmetrics-text; version=1.0.0; q=0.9, text/plain; version=0.0.4; q=0.5", openMetrics,
				"application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited", text);
		for (String path : List.of("/metrics/connected", "/metrics/proxy")) {
			answers.forEach((accept, contentType) -> {
				HttpResponse<String> response = get(path, "Accept", accept);
				assertThat(response.statusCode()).isEqualTo(200);
				assertThat(response.headers().allValues("Content-Type")).as(accept).containsExactly(contentType);
				assertThat(response.headers().allValues("Vary")).containsExactly("Accept, Accept-Encoding");
				assertThat(response.body().endsWith("# EOF\n")).isEqualTo(contentType.equals(openMetrics));
			});
		}
	}

	@Test
	void compressesIfThatIsAccepted() throws IOException, InterruptedException {
		String exposition = IntStream.range(0, 2_000)
			.mapToObj((i) -> "a{i=\"" + i + "\",name=\"" + "x".repeat(40) + "\"} 1\n")
			.collect(Collectors.joining());
		tcpApp(exposition);
		for (String type : List.of("text/plain; version=0.0.4; charset=utf-8",
				"application/openmetrics-text; version=1.0.0; charset=utf-8")) {
			HttpResponse<byte[]> response = this.http.send(
					request("/metrics/connected").headers("Accept-Encoding", "gzip", "Accept", type).build(),
					HttpResponse.BodyHandlers.ofByteArray());
			assertThat(response.headers().firstValue("Content-Encoding")).hasValue("gzip");
			assertThat(response.headers().firstValue("Content-Type")).hasValue(type);
			assertThat(response.body()).hasSizeLessThan(20_000);
			byte[] unpacked = new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes();
			assertThat(new String(unpacked, StandardCharsets.UTF_8).replaceAll("# (TYPE .*|EOF)\n", ""))
				.isEqualTo(exposition);
		}
		assertThat(get("/metrics/connected", "Accept-Encoding", "identity").body()).isEqualTo(exposition);
	}

	@Test
	void writesLargeExpositionsCompletely() {
		StringBuilder exposition = new StringBuilder();
		for (int i = 0; i < 100_000; i++) {
			exposition.append("a{instance=\"one\",i=\"").append(i).append("\"} 1\n");
		}
		tcpApp(exposition.toString());
		assertThat(scrape()).isEqualTo(exposition.toString());
	}

	@Test
	void isReadyWhenBothPortsAreBound() {
		assertThat(get("/actuator/health/readiness").statusCode()).isEqualTo(200);
		assertThat(get("/actuator/health/readiness").body()).contains("\"status\":\"UP\"",
				"\"tcp\":" + this.tcpServer.port(), "\"websocket\":" + this.websocketServer.port());
		assertThat(get("/actuator/health/liveness").body()).contains("\"status\":\"UP\"");
		this.websocketServer.stop();
		try {
			assertThat(get("/actuator/health/readiness").statusCode()).isEqualTo(503);
			assertThat(get("/actuator/health/liveness").statusCode()).isEqualTo(200);
		}
		finally {
			this.websocketServer.start();
		}
	}

	@Test
	void aConnectionOnWhichARequestComesEarlyIsStillReadFrom() throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			socket.setSoTimeout(10_000);
			BufferedReader in = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
			String request = "%s /metrics/connected HTTP/1.1\r\nHost: localhost\r\n\r\n";
			send(socket, request.formatted("GET") + request.formatted("HEAD"));
			assertThat(in.lines().filter("HTTP/1.1 200 OK"::equals).limit(2)).hasSize(2);
			send(socket, request.formatted("HEAD"));
			assertThat(in.lines().filter("HTTP/1.1 200 OK"::equals).limit(1)).hasSize(1);
		}
	}

	@Test
	void tellsWhatItIs() {
		assertThat(get("/").body()).contains("/metrics/connected", "/metrics/proxy", "/actuator/health");
		assertThat(get("/actuator/info").statusCode()).isEqualTo(200);
		assertThat(proxyMetrics()).contains("jvm_memory_used_bytes{", "process_uptime_seconds ");
		assertThat(get("/metrics/unknown").statusCode()).isEqualTo(404);
	}

	private static void send(Socket socket, String text) throws IOException {
		socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
		socket.getOutputStream().flush();
	}

	private TestApp tcpApp(String exposition) {
		return register(TestApp.overTcp(this.tcpServer.port(), exposition));
	}

	private TestApp websocketApp(String exposition) {
		return register(TestApp.overWebSocket(this.websocketServer.port(), exposition));
	}

	private TestApp register(TestApp app) {
		this.apps.add(app);
		return app;
	}

	private String scrape() {
		return get("/metrics/connected").body();
	}

	private String proxyMetrics() {
		return get("/metrics/proxy").body();
	}

	private double value(String series) {
		return proxyMetrics().lines()
			.filter((line) -> line.startsWith(series + " "))
			.mapToDouble((line) -> Double.parseDouble(line.substring(series.length())))
			.sum();
	}

	private HttpResponse<String> get(String path, String... headers) {
		HttpRequest.Builder request = request(path);
		if (headers.length > 0) {
			request.headers(headers);
		}
		try {
			return this.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path))
			.timeout(Duration.ofSeconds(20));
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class TimeConfiguration {

		@Bean
		@Primary
		MutableClock mutableClock() {
			return new MutableClock();
		}

	}

}
