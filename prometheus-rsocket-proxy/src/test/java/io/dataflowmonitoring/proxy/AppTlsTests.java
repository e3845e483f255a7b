package io.dataflowmonitoring.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.rsocket.transport.ClientTransport;
import io.rsocket.transport.netty.client.TcpClientTransport;
import io.rsocket.transport.netty.client.WebsocketClientTransport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.netty.tcp.TcpClient;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import io.dataflowmonitoring.proxy.connection.AppServer;
import io.dataflowmonitoring.proxy.connection.TransportType;
import io.dataflowmonitoring.wire.AppDescription;
import io.dataflowmonitoring.wire.AppSettings;
import io.dataflowmonitoring.wire.ExpositionFormat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

/**
 * Who may connect, who may scrape; TLS (PushProx#178, prometheus-proxy#29,
 * prometheus-rsocket-proxy#30).
 */
@ExtendWith(OutputCaptureExtension.class)
class AppTlsTests {

	private static final AppSettings OVER_TLS = new AppSettings(AppDescription.NONE, null,
			Set.of(ExpositionFormat.TEXT_0_0_4), true);

	private static final String EXPOSITION = "a{instance=\"1\"} 1\n";

	private static TestCertificate first;

	private static TestCertificate second;

	private static TestCertificate app;

	/**
	 * Of the same name as the one of the app: else the JDK's client would not even show
	 * it.
	 */
	private static TestCertificate impostor;

	private final List<TestApp> apps = new ArrayList<>();

	private Path certificateFile;

	private Path keyFile;

	private Path trustedFile;

	private @Nullable ConfigurableApplicationContext proxy;

	@BeforeAll
	static void createCertificates(@TempDir Path directory, @TempDir Path other) {
		first = TestCertificate.create("first", directory);
		second = TestCertificate.create("second", directory);
		app = TestCertificate.create("app", directory);
		impostor = TestCertificate.create("app", other);
	}

	@BeforeEach
	void writeFiles(@TempDir Path directory) {
		this.certificateFile = directory.resolve("certificate.pem");
		this.keyFile = directory.resolve("key.pem");
		this.trustedFile = directory.resolve("trusted.pem");
		use(first);
		app.writeCertificate(this.trustedFile);
	}

	@AfterEach
	void end() {
		this.apps.forEach(TestApp::close);
		if (this.proxy != null) {
			this.proxy.close();
		}
	}

	@ParameterizedTest
	@EnumSource
	void appsConnectOverTls(TransportType transport, CapturedOutput output) {
		start("--micrometer.prometheus-proxy.ssl.bundle=proxy");
		connect(transport, client(first, null));
		assertThat(scrape("http")).isEqualTo(EXPOSITION);
		assertThat(output).contains("The ports for apps speak TLS with the SSL bundle proxy: CN=first, valid until ");
	}

	@ParameterizedTest
	@EnumSource
	void onlyAppsWithATrustedCertificateConnectOverMutualTls(TransportType transport, CapturedOutput output) {
		start("--micrometer.prometheus-proxy.ssl.bundle=proxy", "--micrometer.prometheus-proxy.ssl.client-auth=need");
		connect(transport, client(first, app));
		assertThatException().isThrownBy(() -> connect(transport, client(first, null)));
		assertThatException().isThrownBy(() -> connect(transport, client(first, impostor)));
		assertThatException().isThrownBy(() -> connect(transport, client(first, impostor)));
		awaitFailures(transport, "tls_certificate_missing", 1);
		awaitFailures(transport, "tls_certificate_untrusted", 2);
		assertThat(scrape("http")).isEqualTo(EXPOSITION);
		assertThat(output.toString().lines().filter((line) -> line.contains("was not accepted"))).hasSize(2);
	}

	@Test
	void aPeerThatDoesNotSpeakTlsOrDoesNotTrustTheProxyIsCountedAndLoggedOnce(CapturedOutput output)
			throws IOException {
		start("--micrometer.prometheus-proxy.ssl.bundle=proxy");
		for (int i = 0; i < 3; i++) {
			assertThatException().isThrownBy(() -> connect(TransportType.TCP, null));
			assertThatException().isThrownBy(() -> connect(TransportType.WEBSOCKET, client(second, null)));
			new Socket(InetAddress.getLoopbackAddress(), port(TransportType.TCP)).close();
		}
		awaitFailures(TransportType.TCP, "not_tls", 3);
		awaitFailures(TransportType.WEBSOCKET, "tls_alert", 3);
		awaitFailures(TransportType.TCP, "tls_closed", 3);
		assertThat(output.toString().lines().filter((line) -> line.contains("was not accepted"))).satisfiesExactly(
				(line) -> assertThat(line).contains("over TCP", "the app does not speak TLS, which this port needs"),
				(line) -> assertThat(line).contains("over WebSocket", "does not trust the proxy's certificate"));
	}

	@Test
	void newConnectionsGetTheNewCertificateAndOldOnesStay(CapturedOutput output) {
		start("--micrometer.prometheus-proxy.ssl.bundle=proxy", "--spring.ssl.bundle.pem.proxy.reload-on-update=true",
				"--spring.ssl.bundle.watch.file.quiet-period=200ms");
		connect(TransportType.TCP, client(first, null));
		use(second);
		await().untilAsserted(() -> assertThat(output)
			.contains("The SSL bundle proxy was read again, new connections of apps get it: CN=second"));
		connect(TransportType.TCP, client(second, null));
		connect(TransportType.WEBSOCKET, client(second, null));
		assertThatException().isThrownBy(() -> connect(TransportType.TCP, client(first, null)));
		assertThat(this.apps.get(0).asked()).isZero();
		scrape("http");
		assertThat(this.apps).allSatisfy((connected) -> assertThat(connected.asked()).isOne());
	}

	@Test
	void anUpdateThatIsBrokenChangesNothing(CapturedOutput output) throws IOException {
		start("--micrometer.prometheus-proxy.ssl.bundle=proxy", "--spring.ssl.bundle.pem.proxy.reload-on-update=true",
				"--spring.ssl.bundle.watch.file.quiet-period=200ms");
		Files.writeString(this.certificateFile, "garbage");
		await().untilAsserted(() -> assertThat(output).containsAnyOf("Unexpected SSL reload error",
				"Apps are still served with the SSL bundle as it was before"));
		connect(TransportType.TCP, client(first, null));
		use(second);
		await().untilAsserted(() -> assertThat(output).contains("new connections of apps get it: CN=second"));
	}

	@Test
	void aMissingBundleFailsTheStart(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start("--micrometer.prometheus-proxy.ssl.bundle=other"));
		assertThat(output).contains("APPLICATION FAILED TO START",
				"The SSL bundle 'other' for the ports for apps cannot be used: there is no bundle of that name",
				"Set micrometer.prometheus-proxy.ssl.bundle to a bundle under spring.ssl.bundle.pem");
	}

	@Test
	void aBundleWithoutAKeyFailsTheStart(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start("--micrometer.prometheus-proxy.ssl.bundle=half",
				"--spring.ssl.bundle.pem.half.truststore.certificate=" + this.trustedFile));
		assertThat(output).contains("it has no private key with a certificate to show to apps");
	}

	/**
	 * Else whoever has a certificate of any public authority could connect.
	 */
	@Test
	void mutualTlsWithoutTrustedCertificatesFailsTheStart(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start("--micrometer.prometheus-proxy.ssl.bundle=half",
				"--micrometer.prometheus-proxy.ssl.client-auth=need",
				"--spring.ssl.bundle.pem.half.keystore.certificate=" + this.certificateFile,
				"--spring.ssl.bundle.pem.half.keystore.private-key=" + this.keyFile));
		assertThat(output).contains("it has no trust store");
	}

	@Test
	void mutualTlsWithoutABundleFailsTheStart(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start("--micrometer.prometheus-proxy.ssl.client-auth=need"));
		assertThat(output).contains("APPLICATION FAILED TO START", "micrometer.prometheus-proxy.ssl.client-auth",
				"It needs micrometer.prometheus-proxy.ssl.bundle.");
	}

	/**
	 * Many requests over one kept-alive connection, as Prometheus makes them.
	 */
	@Test
	void prometheusScrapesOverTls() {
		start("--server.ssl.bundle=proxy");
		this.apps.add(TestApp.overTcp(port(TransportType.TCP), EXPOSITION));
		for (int i = 0; i < 50; i++) {
			assertThat(scrape("https")).isEqualTo(EXPOSITION);
		}
	}

	private void use(TestCertificate certificate) {
		certificate.writeKey(this.keyFile);
		certificate.writeCertificate(this.certificateFile);
	}

	private void start(String... args) {
		String bundle = "--spring.ssl.bundle.pem.proxy.";
		Stream<String> always = Stream.of("--server.port=0", "--server.address=127.0.0.1",
				"--micrometer.prometheus-proxy.bind-address=127.0.0.1", "--micrometer.prometheus-proxy.tcp-port=0",
				"--micrometer.prometheus-proxy.websocket-port=0",
				bundle + "keystore.certificate=" + this.certificateFile,
				bundle + "keystore.private-key=" + this.keyFile, bundle + "truststore.certificate=" + this.trustedFile);
		this.proxy = new SpringApplication(ProxyApplication.class)
			.run(Stream.concat(always, Arrays.stream(args)).toArray(String[]::new));
	}

	private void connect(TransportType transport, @Nullable SslContext tls) {
		this.apps.add(TestApp.over(transport(transport, tls), OVER_TLS, EXPOSITION));
	}

	private ClientTransport transport(TransportType transport, @Nullable SslContext tls) {
		int port = port(transport);
		return switch (transport) {
			case TCP -> {
				TcpClient client = TcpClient.newConnection().host("127.0.0.1").port(port);
				yield TcpClientTransport.create((tls != null) ? client.secure((spec) -> spec.sslContext(tls)) : client);
			}
			case WEBSOCKET -> {
				reactor.netty.http.client.HttpClient client = reactor.netty.http.client.HttpClient.newConnection()
					.host("127.0.0.1")
					.port(port);
				yield WebsocketClientTransport
					.create((tls != null) ? client.secure((spec) -> spec.sslContext(tls)) : client, "/");
			}
		};
	}

	private int port(TransportType transport) {
		return proxy().getBean((transport == TransportType.TCP) ? "tcpServer" : "websocketServer", AppServer.class)
			.port();
	}

	private ConfigurableApplicationContext proxy() {
		return Objects.requireNonNull(this.proxy, "not started");
	}

	private void awaitFailures(TransportType transport, String reason, int count) {
		await().untilAsserted(() -> assertThat(get("http", "/metrics/proxy"))
			.contains("prometheus_proxy_handshake_failures_total{reason=\"%s\",transport=\"%s\"} %d.0".formatted(reason,
					transport.label(), count)));
	}

	private String scrape(String scheme) {
		return get(scheme, "/metrics/connected");
	}

	private String get(String scheme, String path) {
		String port = proxy().getEnvironment().getProperty("local.server.port");
		try {
			HttpClient http = HttpClient.newBuilder().sslContext(trusting(first)).build();
			HttpResponse<String> response = http
				.send(HttpRequest.newBuilder(URI.create(scheme + "://127.0.0.1:" + port + path))
					.timeout(Duration.ofSeconds(20))
					.build(), HttpResponse.BodyHandlers.ofString());
			assertThat(response.statusCode()).isEqualTo(200);
			return response.body();
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new AssertionError(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError(ex);
		}
	}

	private static SslContext client(TestCertificate trusted, @Nullable TestCertificate own) {
		try {
			SslContextBuilder builder = SslContextBuilder.forClient().trustManager(trusted.certificate());
			return ((own != null) ? builder.keyManager(own.key(), own.certificate()) : builder).build();
		}
		catch (SSLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static SSLContext trusting(TestCertificate trusted) throws GeneralSecurityException, IOException {
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null, null);
		store.setCertificateEntry("trusted", trusted.certificate());
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(store);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, trust.getTrustManagers(), null);
		return context;
	}

}
