package io.dataflowmonitoring.systemtests.kubernetes;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import io.dataflowmonitoring.local.process.ChildCommand;
import io.dataflowmonitoring.local.process.ChildProcess;
import io.dataflowmonitoring.local.process.FreePorts;
import io.dataflowmonitoring.local.process.Readiness;
import io.dataflowmonitoring.systemtests.support.Exposition;
import io.dataflowmonitoring.systemtests.support.PackagedJar;
import io.dataflowmonitoring.systemtests.support.Processes;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Volume;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The packaged jars, started with the environment and the arguments of the manifests: a
 * variable that nothing reads, or that is read as something else, shows here. Addresses,
 * ports and folders are those of this machine instead.
 */
class StartedAsTheManifestsSayIT {

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private static final String NO_TOKEN = "";

	private static final String PROXY = "prometheus-rsocket-proxy";

	private static final String TASK = "task-demo-prometheus";

	@RegisterExtension
	static final Processes processes = new Processes();

	@TempDir
	Path folder;

	private int http;

	private int tcp;

	private String scheme = "http";

	@BeforeEach
	void findPorts() {
		List<Integer> ports = FreePorts.find(2);
		this.http = ports.get(0);
		this.tcp = ports.get(1);
	}

	@Test
	void appsAndTheTaskAreSeenAsThePodsThatTheyAre() throws Exception {
		Overlay overlay = Overlay.of("overlays/kafka");
		Workload proxy = overlay.workload(PROXY);
		ChildProcess running = startProxy(proxy);
		HttpClient client = HttpClient.newHttpClient();
		awaitProbes(client, proxy);
		// Without a broker: it is monitored all the same.
		ChildProcess source = processes.start(app(overlay.workload("demo-source"), PackagedJar.SOURCE).arguments(
				"--server.address=127.0.0.1", "--server.port=0",
				"--spring.cloud.stream.kafka.binder.brokers=127.0.0.1:" + FreePorts.find(1).get(0),
				"--logging.level.org.apache.kafka=off"));
		Workload once = overlay.workload(TASK + "-once");
		ChildProcess task = processes.start(app(once, PackagedJar.TASK));
		await().atMost(TIMEOUT)
			.untilAsserted(() -> assertThat(scrape(client, NO_TOKEN))
				.satisfies((metrics) -> assertThat(metrics.samples("process_uptime_seconds", "application",
						"demo-source", "instance", "demo-source-abc12", "stream_name", "demo", "application_name",
						"demo-source", "application_type", "source", "application_guid",
						"2f9e5a0c-0000-4000-8000-000000000000", "namespace", "dataflow-monitoring"))
					.hasSize(1)));
		assertThat(task.awaitExit(TIMEOUT)).isZero();
		assertThat(scrape(client, NO_TOKEN).samples("spring_cloud_task_seconds_count", "spring_cloud_task_name",
				"demo-task", "instance", once.podName(), "namespace", "dataflow-monitoring",
				"spring_cloud_task_exit_code", "0"))
			.hasSize(1);
		assertThat(this.folder.resolve("app/data/pushes")).isNotEmptyDirectory();
		processes.kill(source);
		processes.stop(running);
	}

	@Test
	void withTlsAndTokensNobodyElseGetsIn() throws Exception {
		Overlay overlay = Overlay.of("overlays/production");
		Workload proxy = overlay.workload(PROXY);
		writeCertificate();
		writeTokens(proxy.pod().getVolumes());
		HttpClient client = HttpClient.newBuilder().sslContext(trust()).build();
		ChildProcess running = startProxy(proxy);
		awaitProbes(client, proxy);
		assertThat(status(client, "/metrics/connected", NO_TOKEN)).isEqualTo(401);
		assertThat(status(client, "/metrics/connected", "scrape-token")).isEqualTo(200);
		Workload cronJob = overlay.workload(TASK);
		writeTokens(cronJob.pod().getVolumes());
		ChildProcess task = processes
			.start(app(cronJob, PackagedJar.TASK).arguments("--spring.datasource.url=jdbc:h2:mem:task",
					"--spring.datasource.username=sa", "--spring.datasource.password="));
		assertThat(task.awaitExit(TIMEOUT)).isZero();
		assertThat(scrape(client, "scrape-token").samples("spring_cloud_task_seconds_count", "instance",
				cronJob.podName()))
			.hasSize(1);
		// Without the token's file the proxy does not let it in, and the push is lost.
		Files.delete(this.folder.resolve("etc/proxy/token/micrometer.prometheus.rsocket.token"));
		ChildProcess stranger = processes.start(app(cronJob, PackagedJar.TASK).arguments(
				"--spring.datasource.url=jdbc:h2:mem:task", "--spring.datasource.username=sa",
				"--spring.datasource.password=", "--micrometer.prometheus.rsocket.timeout=1s",
				"--micrometer.prometheus.rsocket.identity.instance=stranger"));
		assertThat(stranger.awaitExit(TIMEOUT)).isZero();
		assertThat(scrape(client, "scrape-token").samples("spring_cloud_task_seconds_count", "instance", "stranger"))
			.isEmpty();
		processes.stop(running);
	}

	private ChildProcess startProxy(Workload proxy) {
		return processes.start(command(proxy, PackagedJar.PROXY).arguments("--server.address=127.0.0.1",
				"--server.port=" + this.http, "--micrometer.prometheus-proxy.bind-address=127.0.0.1",
				"--micrometer.prometheus-proxy.tcp-port=" + this.tcp,
				"--micrometer.prometheus-proxy.websocket-port=0"));
	}

	private ChildCommand app(Workload app, PackagedJar jar) {
		return command(app, jar).arguments("--micrometer.prometheus.rsocket.host=127.0.0.1",
				"--micrometer.prometheus.rsocket.port=" + this.tcp);
	}

	private ChildCommand command(Workload workload, PackagedJar jar) {
		ChildCommand command = ChildCommand
			.jar(workload.overlay().toString().replace('/', '-') + "-" + workload.name(), jar.path())
			.jvmOptions("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
			.arguments(workload.container().getArgs().toArray(String[]::new));
		for (Map.Entry<String, String> variable : workload.environment().entrySet()) {
			command = command.environment(variable.getKey(),
					variable.getValue()
						.replace("/etc/proxy/", this.folder + "/etc/proxy/")
						.replace("/app/data/", this.folder + "/app/data/"));
		}
		return command;
	}

	/** Each probe of the proxy is answered to whoever has no token, as the kubelet. */
	private void awaitProbes(HttpClient client, Workload proxy) {
		for (Probe probe : List.of(proxy.container().getStartupProbe(), proxy.container().getReadinessProbe(),
				proxy.container().getLivenessProbe())) {
			HTTPGetAction get = probe.getHttpGet();
			this.scheme = (get.getScheme() != null) ? "https" : "http";
			await().atMost(TIMEOUT)
				.ignoreExceptions()
				.untilAsserted(() -> assertThat(status(client, get.getPath(), NO_TOKEN)).isEqualTo(200));
		}
	}

	private Exposition scrape(HttpClient client, String token) throws IOException, InterruptedException {
		return new Exposition(client.send(request("/metrics/connected", token), BodyHandlers.ofString()).body());
	}

	private int status(HttpClient client, String path, String token) throws IOException, InterruptedException {
		return client.send(request(path, token), BodyHandlers.discarding()).statusCode();
	}

	private HttpRequest request(String path, String token) {
		HttpRequest.Builder request = HttpRequest
			.newBuilder(URI.create(this.scheme + "://127.0.0.1:" + this.http + path))
			.timeout(Duration.ofSeconds(20));
		return (token.equals(NO_TOKEN) ? request : request.header("Authorization", "Bearer " + token)).build();
	}

	/**
	 * What the volumes of Secrets with tokens have in them: each key's value is its name.
	 */
	private void writeTokens(List<Volume> volumes) throws IOException {
		for (Volume volume : volumes) {
			if (volume.getName().equals("tokens")) {
				Path tokens = Files.createDirectories(this.folder.resolve("etc/proxy/tokens"));
				for (var source : volume.getProjected().getSources()) {
					for (var item : source.getSecret().getItems()) {
						Files.writeString(tokens.resolve(item.getPath()), item.getKey());
					}
				}
			}
			if (volume.getName().equals("proxy-token")) {
				Path token = Files.createDirectories(this.folder.resolve("etc/proxy/token"));
				for (var item : volume.getSecret().getItems()) {
					Files.writeString(token.resolve(item.getPath()), item.getKey() + "\n");
				}
			}
		}
	}

	private void writeCertificate() throws Exception {
		Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
		Process process = new ProcessBuilder(keytool.toString(), "-genkeypair", "-alias", "proxy", "-keyalg", "EC",
				"-dname", "CN=" + PROXY, "-ext", "SAN=dns:" + PROXY + ",ip:127.0.0.1", "-validity", "1", "-storetype",
				"PKCS12", "-storepass", "secret", "-keystore", store().toString())
			.redirectErrorStream(true)
			.redirectOutput(this.folder.resolve("keytool.log").toFile())
			.start();
		assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
		assertThat(process.exitValue()).as(Files.readString(this.folder.resolve("keytool.log"))).isZero();
		Certificate certificate = keyStore().getCertificate("proxy");
		assertThat(certificate).isInstanceOf(X509Certificate.class);
		Key key = keyStore().getKey("proxy", "secret".toCharArray());
		write("etc/proxy/tls/tls.crt", "CERTIFICATE", certificate.getEncoded());
		write("etc/proxy/tls/tls.key", "PRIVATE KEY", key.getEncoded());
		write("etc/proxy/ca/ca.crt", "CERTIFICATE", certificate.getEncoded());
	}

	private void write(String file, String what, byte[] content) throws IOException {
		Path path = this.folder.resolve(file);
		Files.createDirectories(path.getParent());
		Files.writeString(path, "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(content)
				+ "\n-----END " + what + "-----\n");
	}

	private SSLContext trust() throws GeneralSecurityException, IOException {
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
		trusted.load(null, null);
		trusted.setCertificateEntry("proxy", keyStore().getCertificate("proxy"));
		trust.init(trusted);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, trust.getTrustManagers(), null);
		return context;
	}

	private KeyStore keyStore() throws GeneralSecurityException, IOException {
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream input = Files.newInputStream(store())) {
			store.load(input, "secret".toCharArray());
		}
		return store;
	}

	private Path store() {
		return this.folder.resolve("proxy.p12");
	}

}
