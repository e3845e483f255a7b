package io.dataflowmonitoring.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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

	private static SslContext tls;

	private static SslContext mutualTls;

	private static String trustStore;

	private static KeyStore proxyKeys;

	private static KeyStore appKeys;

	@BeforeAll
	static void makeCertificates(@TempDir Path folder) throws Exception {
		trustStore = folder.resolve("trust.p12").toString();
		proxyKeys = makeKeys(folder, "proxy");
		appKeys = makeKeys(folder, "app");
		keytool("-exportcert", "-alias", "proxy", "-file", folder.resolve("proxy.crt").toString(), "-keystore",
				folder.resolve("proxy.p12").toString());
		keytool("-importcert", "-noprompt", "-alias", "proxy", "-file", folder.resolve("proxy.crt").toString(),
				"-keystore", trustStore);
		tls = SslContextBuilder.forServer(keyManagers(proxyKeys)).build();
		mutualTls = SslContextBuilder.forServer(keyManagers(proxyKeys))
			.trustManager(trustManagers(appKeys))
			.clientAuth(ClientAuth.REQUIRE)
			.build();
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
		try (TestProxy proxy = TestProxy.startSecure(transport, provider(tls));
				PrometheusRSocketClient client = connect("localhost", proxy.port(), transport)) {
			assertThat(proxy.pull()).isEqualTo("a");
			assertThat(client.pushAndClose().acknowledged()).isTrue();
		}
	}

	@ParameterizedTest
	@EnumSource
	void aProxyThatTheJdkDoesNotTrustIsNotConnected(Transport transport) {
		try (TestProxy proxy = TestProxy.startSecure(transport, provider(tls));
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
		try (TestProxy proxy = TestProxy.startSecure(transport, provider(tls));
				PrometheusRSocketClient client = connect("127.0.0.1", proxy.port(), transport)) {
			await().until(() -> client.state().lastFailure() != null);
			assertThat(client.state().lastFailure()).contains("No subject alternative names matching IP address");
			assertThat(proxy.isAlone()).isTrue();
		}
	}

	/**
	 * Who may connect; TLS (prometheus-rsocket-proxy#30).
	 */
	@ParameterizedTest
	@EnumSource
	void anAppMayTrustOnItsOwnAndShowWhoItIs(Transport transport) {
		try (TestProxy proxy = TestProxy.startSecure(transport, provider(mutualTls));
				PrometheusRSocketClient client = builder("localhost", proxy.port(), transport)
					.sslContext(() -> context(appKeys, proxyKeys))
					.connect()) {
			assertThat(proxy.pull()).isEqualTo("a");
			assertThat(client.state().proxy()).startsWith((transport == Transport.TCP) ? "tls://" : "wss://");
		}
	}

	@ParameterizedTest
	@EnumSource
	void anAppThatDoesNotShowWhoItIsIsNotConnected(Transport transport) {
		try (TestProxy proxy = TestProxy.startSecure(transport, provider(mutualTls));
				PrometheusRSocketClient client = builder("localhost", proxy.port(), transport)
					.sslContext(() -> context(null, proxyKeys))
					.connect()) {
			await().until(() -> client.state().lastFailure() != null);
			assertThat(client.state().lastFailure()).contains("certificate");
			assertThat(client.state().connected()).isFalse();
			assertThat(proxy.isAlone()).isTrue();
		}
	}

	@ParameterizedTest
	@EnumSource
	void theNameIsVerifiedWhateverTheAppTrusts(Transport transport) {
		try (TestProxy proxy = TestProxy.startSecure(transport, provider(tls));
				PrometheusRSocketClient client = builder("127.0.0.1", proxy.port(), transport)
					.sslContext(() -> context(null, proxyKeys))
					.connect()) {
			await().until(() -> client.state().lastFailure() != null);
			assertThat(client.state().lastFailure()).contains("No subject alternative names matching IP address");
			assertThat(proxy.isAlone()).isTrue();
		}
	}

	@Test
	void whatTheAppTrustsIsReadAnewForEachConnection() {
		AtomicReference<KeyStore> trusted = new AtomicReference<>(appKeys);
		try (TestProxy proxy = TestProxy.startSecure(Transport.TCP, provider(tls));
				PrometheusRSocketClient client = builder("localhost", proxy.port(), Transport.TCP)
					.sslContext(() -> context(null, Objects.requireNonNull(trusted.get())))
					.connect()) {
			await().until(() -> client.state().lastFailure() != null);
			assertThat(client.state().lastFailure()).contains("unable to find valid certification path");
			trusted.set(proxyKeys);
			assertThat(proxy.pull()).isEqualTo("a");
		}
	}

	@Test
	void certificatesThatCannotBeReadAreAFailureLikeAnyOther() {
		try (TestProxy proxy = TestProxy.startSecure(Transport.TCP, provider(tls));
				PrometheusRSocketClient client = builder("localhost", proxy.port(), Transport.TCP).sslContext(() -> {
					throw new IllegalStateException("Unable to read the key store");
				}).connect()) {
			await().until(() -> client.state().attempts() > 1);
			assertThat(client.state().lastFailure()).isEqualTo("Unable to read the key store");
		}
	}

	@ParameterizedTest
	@EnumSource
	void theProtocolsMayBeChosen(Transport transport) throws Exception {
		SslContext onlyOld = SslContextBuilder.forServer(keyManagers(proxyKeys)).protocols("TLSv1.2").build();
		try (TestProxy proxy = TestProxy.startSecure(transport, provider(onlyOld));
				PrometheusRSocketClient client = builder("localhost", proxy.port(), transport)
					.sslContext(() -> context(null, proxyKeys))
					.sslParameters(new SSLParameters(null, new String[] { "TLSv1.3" }))
					.connect()) {
			await().until(() -> client.state().lastFailure() != null);
			assertThat(client.state().lastFailure()).containsIgnoringCase("protocol_version");
			assertThat(proxy.isAlone()).isTrue();
		}
	}

	private static PrometheusRSocketClient connect(String host, int port, Transport transport) {
		return builder(host, port, transport).secure(true).connect();
	}

	private static PrometheusRSocketClient.Builder builder(String host, int port, Transport transport) {
		return PrometheusRSocketClient.builder((out, contentType) -> out.write('a'))
			.proxy(host, port)
			.transport(transport)
			.firstBackoff(Duration.ofMillis(100));
	}

	private static SslProvider provider(SslContext context) {
		return SslProvider.builder().sslContext(context).build();
	}

	private static SSLContext context(@Nullable KeyStore shown, KeyStore trusted) {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init((shown != null) ? keyManagers(shown).getKeyManagers() : null,
					trustManagers(trusted).getTrustManagers(), null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static KeyManagerFactory keyManagers(KeyStore keys) throws GeneralSecurityException {
		KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		factory.init(keys, PASSWORD.toCharArray());
		return factory;
	}

	/**
	 * Trusts whom these keys belong to.
	 */
	private static TrustManagerFactory trustManagers(KeyStore keys) throws GeneralSecurityException {
		try {
			KeyStore trusted = KeyStore.getInstance("PKCS12");
			trusted.load(null, null);
			String alias = keys.aliases().nextElement();
			trusted.setCertificateEntry(alias, keys.getCertificate(alias));
			TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			factory.init(trusted);
			return factory;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static KeyStore makeKeys(Path folder, String name) throws Exception {
		Path file = folder.resolve(name + ".p12");
		keytool("-genkeypair", "-alias", name, "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "SAN=dns:localhost",
				"-keystore", file.toString());
		KeyStore keys = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(file)) {
			keys.load(in, PASSWORD.toCharArray());
		}
		return keys;
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
