package io.dataflowmonitoring.proxy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Map;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import io.dataflowmonitoring.proxy.connection.AppServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

@DisplayName("Who may scrape; TLS (PushProx#178, prometheus-proxy#29)")
class HttpTlsTests {

	@Test
	void speaksTlsWithABundleThatIsReadAgainWhenItChanges(@TempDir Path directory)
			throws IOException, GeneralSecurityException {
		TestCertificate first = TestCertificate.create("first", directory);
		TestCertificate second = TestCertificate.create("second", directory);
		use(first, directory);
		try (ConfigurableApplicationContext proxy = start(directory);
				TestApp app = TestApp.overTcp(proxy.getBean("tcpServer", AppServer.class).port(), "a 1\n")) {
			assertThat(app.asked()).isZero();
			String address = "127.0.0.1:" + proxy.getEnvironment().getProperty("local.server.port");
			URI uri = URI.create("https://" + address + "/metrics/connected");
			assertThat(get(trusting(first, second), uri).body()).isEqualTo("a 1\n");
			assertThat(get(trusting(first), uri.resolve("/discovery")).body()).contains("\"targets\":[\"" + address,
					"\"__scheme__\":\"https\"");
			assertThatIOException().isThrownBy(() -> get(trusting(second), uri));
			assertThatIOException().isThrownBy(
					() -> get(HttpClient.newHttpClient(), URI.create("http://" + address + "/metrics/connected")));
			use(second, directory);
			await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
				HttpResponse<String> answer = get(trusting(first, second), uri);
				Certificate[] shown = answer.sslSession().orElseThrow().getPeerCertificates();
				assertThat(shown[0]).isEqualTo(second.certificate());
			});
		}
	}

	private static void use(TestCertificate certificate, Path directory) {
		certificate.writeKey(directory.resolve("key.pem"));
		certificate.writeCertificate(directory.resolve("certificate.pem"));
	}

	private static ConfigurableApplicationContext start(Path directory) {
		String pem = "--spring.ssl.bundle.pem.http.";
		SpringApplication application = new SpringApplication(ProxyApplication.class);
		application.setDefaultProperties(Map.of("server.address", "127.0.0.1", "server.port", "0",
				"micrometer.prometheus-proxy.bind-address", "127.0.0.1", "micrometer.prometheus-proxy.tcp-port", "0",
				"micrometer.prometheus-proxy.websocket-port", "0"));
		return application.run("--server.ssl.bundle=http", pem + "reload-on-update=true",
				pem + "keystore.certificate=file:" + directory.resolve("certificate.pem"),
				pem + "keystore.private-key=file:" + directory.resolve("key.pem"),
				"--spring.ssl.bundle.watch.file.quiet-period=100ms");
	}

	private static HttpResponse<String> get(HttpClient client, URI uri) throws IOException {
		try {
			return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private static HttpClient trusting(TestCertificate... trusted) throws IOException, GeneralSecurityException {
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null, null);
		for (TestCertificate certificate : trusted) {
			store.setCertificateEntry(certificate.certificate().getSubjectX500Principal().getName(),
					certificate.certificate());
		}
		TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		managers.init(store);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, managers.getTrustManagers(), null);
		return HttpClient.newBuilder().sslContext(context).build();
	}

}
