package io.dataflowmonitoring.spring;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

import io.dataflowmonitoring.client.ClientState;
import io.dataflowmonitoring.client.PrometheusRSocketClient;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * TLS as Spring Boot's SSL bundles say. Who may connect; TLS
 * (prometheus-rsocket-proxy#30).
 */
@ExtendWith(OutputCaptureExtension.class)
class SslBundleTests {

	private static final String PASSWORD = "changeit";

	private static Path folder;

	/**
	 * Wants to know who connects.
	 */
	private static SslContext proxyTls;

	private TestProxy proxy;

	@BeforeAll
	static void makeCertificates(@TempDir Path temporary) throws Exception {
		folder = temporary;
		for (String name : List.of("proxy", "app")) {
			keytool("-genkeypair", "-alias", name, "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "SAN=dns:localhost",
					"-keystore", file(name));
			keytool("-exportcert", "-rfc", "-alias", name, "-file", file(name) + ".crt", "-keystore", file(name));
			keytool("-importcert", "-noprompt", "-alias", name, "-file", file(name) + ".crt", "-keystore",
					file("trust-" + name));
		}
		String key = Base64.getMimeEncoder()
			.encodeToString(load("app").getKey("app", PASSWORD.toCharArray()).getEncoded());
		Files.writeString(Path.of(file("app") + ".key"),
				"-----BEGIN PRIVATE KEY-----\n" + key + "\n-----END PRIVATE KEY-----\n");
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keys.init(load("proxy"), PASSWORD.toCharArray());
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(load("trust-app"));
		proxyTls = SslContextBuilder.forServer(keys).trustManager(trust).clientAuth(ClientAuth.REQUIRE).build();
	}

	@BeforeEach
	void start() {
		this.proxy = TestProxy.startSecure(proxyTls);
	}

	@AfterEach
	void close() {
		this.proxy.close();
	}

	@Test
	void anAppTrustsAndShowsWhatItsBundleSays() {
		try (ConfigurableApplicationContext app = run("localhost", bundle("mine", "app", "proxy"))) {
			assertThat(this.proxy.pull()).contains("prometheus_rsocket_connected");
			assertThat(app.getBean(PrometheusRSocketClient.class).state().proxy()).startsWith("tls://localhost:");
		}
		assertThat(this.proxy.pushes()).hasSize(1);
	}

	/**
	 * As the README has it.
	 */
	@Test
	void aBundleMayConsistOfPemFiles() {
		String prefix = "--spring.ssl.bundle.pem.mine.";
		try (ConfigurableApplicationContext app = run("localhost",
				List.of(prefix + "truststore.certificate=file:" + file("proxy") + ".crt",
						prefix + "keystore.certificate=file:" + file("app") + ".crt",
						prefix + "keystore.private-key=file:" + file("app") + ".key",
						prefix + "reload-on-update=true"))) {
			assertThat(this.proxy.pull()).contains("prometheus_rsocket_connected");
			assertThat(app.getBean(PrometheusRSocketClient.class).state().proxy()).startsWith("tls://localhost:");
		}
	}

	@Test
	void theNameOfTheProxyIsVerified() {
		try (ConfigurableApplicationContext app = run("127.0.0.1", bundle("mine", "app", "proxy"))) {
			assertThat(firstFailure(app)).contains("No subject alternative names matching IP address");
			withoutFinalPush(app);
		}
		assertThat(this.proxy.isAlone()).isTrue();
	}

	@Test
	void aBundleThatIsReloadedCountsFromTheNextConnectionOn() {
		List<String> bundles = new ArrayList<>(bundle("mine", "app", "app"));
		bundles.addAll(bundle("renewed", "app", "proxy"));
		try (ConfigurableApplicationContext app = run("localhost", bundles)) {
			assertThat(firstFailure(app)).contains("unable to find valid certification path");
			app.getBean(SslBundleRegistry.class)
				.updateBundle("mine", app.getBean(SslBundles.class).getBundle("renewed"));
			assertThat(this.proxy.pull()).contains("prometheus_rsocket_connected");
		}
	}

	@Test
	void theBundlesProtocolsAreUsed() {
		List<String> bundle = new ArrayList<>(bundle("mine", "app", "proxy"));
		bundle.add("--spring.ssl.bundle.jks.mine.options.enabled-protocols=TLSv1.1");
		try (ConfigurableApplicationContext app = run("localhost", bundle)) {
			assertThat(firstFailure(app)).contains("No appropriate protocol");
			withoutFinalPush(app);
		}
	}

	@Test
	void aBundleThatIsNotThereFailsTheStartWithTheRemedy(CapturedOutput output) {
		assertThatException().isThrownBy(() -> run("localhost", bundle("other", "app", "proxy")));
		assertThat(output).contains(
				"Invalid value 'mine' for configuration property 'micrometer.prometheus.rsocket.ssl.bundle'",
				"There is no SSL bundle of that name, only [other]. "
						+ "Define it under spring.ssl.bundle, or correct the name.");
	}

	private ConfigurableApplicationContext run(String host, List<String> bundles) {
		List<String> commandLine = new ArrayList<>(bundles);
		commandLine.add("--micrometer.prometheus.rsocket.host=" + host);
		commandLine.add("--micrometer.prometheus.rsocket.port=" + this.proxy.port());
		commandLine.add("--micrometer.prometheus.rsocket.ssl.bundle=mine");
		commandLine.add("--micrometer.prometheus.rsocket.first-backoff=100ms");
		return TestApps.run(WebApplicationType.NONE, NothingOfItsOwn.class, commandLine.toArray(String[]::new));
	}

	private static List<String> bundle(String name, String keyStore, String trusted) {
		String prefix = "--spring.ssl.bundle.jks." + name + ".";
		return List.of(prefix + "keystore.location=file:" + file(keyStore), prefix + "keystore.password=" + PASSWORD,
				prefix + "truststore.location=file:" + file("trust-" + trusted),
				prefix + "truststore.password=" + PASSWORD);
	}

	private static String firstFailure(ConfigurableApplicationContext app) {
		PrometheusRSocketClient client = app.getBean(PrometheusRSocketClient.class);
		ClientState failed = Awaitility.await().until(client::state, (state) -> state.lastFailure() != null);
		return Objects.requireNonNull(failed.lastFailure());
	}

	/**
	 * It would wait for the whole timeout.
	 */
	private static void withoutFinalPush(ConfigurableApplicationContext app) {
		app.getBean(PrometheusRSocketClient.class).close();
	}

	private static String file(String name) {
		return folder.resolve(name + ".p12").toString();
	}

	private static KeyStore load(String name) throws Exception {
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(Path.of(file(name)))) {
			store.load(in, PASSWORD.toCharArray());
		}
		return store;
	}

	private static void keytool(String... arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
		command.addAll(List.of(arguments));
		command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
	}

	@Configuration(proxyBeanMethods = false)
	static class NothingOfItsOwn {

	}

}
