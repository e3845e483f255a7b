package io.dataflowmonitoring.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;

import javax.net.ssl.KeyManagerFactory;

import io.netty.handler.ssl.SslContextBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.netty.tcp.SslProvider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * TLS, with a certificate for {@code localhost} that the JDK trusts only if a test says
 * so.
 */
@Timeout(60)
class TlsTests {

	private static final String PASSWORD = "changeit";

	private static SslProvider tls;

	private static String trustStore;

	@BeforeAll
	static void makeCertificate(@TempDir Path folder) throws Exception {
		Path keyStore = folder.resolve("proxy.p12");
		trustStore = folder.resolve("trust.p12").toString();
		keytool("-genkeypair", "-alias", "proxy", "-keyalg", "EC", "-dname", "CN=localhost", "-ext",
				"SAN=dns:localhost", "-keystore", keyStore.toString());
		Path certificate = folder.resolve("proxy.crt");
		keytool("-exportcert", "-alias", "proxy", "-file", certificate.toString(), "-keystore", keyStore.toString());
		keytool("-importcert", "-noprompt", "-alias", "proxy", "-file", certificate.toString(), "-keystore",
				trustStore);
		KeyStore keys = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(keyStore)) {
			keys.load(in, PASSWORD.toCharArray());
		}
		KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keyManagers.init(keys, PASSWORD.toCharArray());
		tls = SslProvider.builder().sslContext(SslContextBuilder.forServer(keyManagers).build()).build();
	}

	@AfterEach
	void distrust() {
		System.clearProperty("javax.net.ssl.trustStore");
		System.clearProperty("javax.net.ssl.trustStorePassword");
	}

	@ParameterizedTest
	@EnumSource
	void aProxyThatTheJdkTrustsIsConnected(Transport transport) {
		trust();
		try (TestProxy proxy = TestProxy.startSecure(transport, tls);
				PrometheusRSocketClient client = connect("localhost", proxy.port(), transport)) {
			assertThat(proxy.pull()).isEqualTo("a");
			assertThat(client.pushAndClose().acknowledged()).isTrue();
		}
	}

	@ParameterizedTest
	@EnumSource
	void aProxyThatTheJdkDoesNotTrustIsNotConnected(Transport transport) {
		try (TestProxy proxy = TestProxy.startSecure(transport, tls);
				PrometheusRSocketClient client = connect("localhost", proxy.port(), transport)) {
			await().until(() -> client.state().lastFailure() != null);
			assertThat(client.state().lastFailure()).contains("unable to find valid certification path");
			assertThat(proxy.isAlone()).isTrue();
		}
	}

	@ParameterizedTest
	@EnumSource
	void aProxyWithACertificateForAnotherNameIsNotConnected(Transport transport) {
		trust();
		try (TestProxy proxy = TestProxy.startSecure(transport, tls);
				PrometheusRSocketClient client = connect("127.0.0.1", proxy.port(), transport)) {
			await().until(() -> client.state().lastFailure() != null);
			assertThat(client.state().lastFailure()).contains("No subject alternative names matching IP address");
			assertThat(proxy.isAlone()).isTrue();
		}
	}

	private static PrometheusRSocketClient connect(String host, int port, Transport transport) {
		return PrometheusRSocketClient.builder((out, contentType) -> out.write('a'))
			.proxy(host, port)
			.transport(transport)
			.secure(true)
			.firstBackoff(Duration.ofMillis(100))
			.connect();
	}

	private static void trust() {
		System.setProperty("javax.net.ssl.trustStore", trustStore);
		System.setProperty("javax.net.ssl.trustStorePassword", PASSWORD);
	}

	private static void keytool(String... arguments) throws IOException, InterruptedException {
		Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
		ProcessBuilder builder = new ProcessBuilder(keytool.toString());
		builder.command().addAll(List.of(arguments));
		builder.command().addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
		Process process = builder.redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
	}

}
