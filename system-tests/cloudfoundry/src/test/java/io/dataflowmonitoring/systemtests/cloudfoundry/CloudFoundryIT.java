package io.dataflowmonitoring.systemtests.cloudfoundry;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.dataflowmonitoring.local.broker.BrokerProcess;
import io.dataflowmonitoring.local.process.ChildCommand;
import io.dataflowmonitoring.local.process.ChildProcess;
import io.dataflowmonitoring.local.process.FreePorts;
import io.dataflowmonitoring.local.process.Readiness;
import io.dataflowmonitoring.systemtests.cloudfoundry.Manifest.Application;
import io.dataflowmonitoring.systemtests.support.Exposition;
import io.dataflowmonitoring.systemtests.support.Http;
import io.dataflowmonitoring.systemtests.support.PackagedJar;
import io.dataflowmonitoring.systemtests.support.Processes;
import io.dataflowmonitoring.systemtests.support.Sample;
import io.dataflowmonitoring.systemtests.support.Tools;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The packaged jars with the variables of their manifests, in the environment and under
 * the limits that a container of Cloud Foundry has.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CloudFoundryIT {

	/** From SIGTERM to SIGKILL. */
	private static final Duration GRACE = Duration.ofSeconds(10);

	private static final Duration PATIENCE = Duration.ofMinutes(3);

	private static final int SIGTERM = 128 + 15;

	private static final Map<String, PackagedJar> JARS = Map.of("dataflow-proxy", PackagedJar.PROXY, "demo-source",
			PackagedJar.SOURCE, "demo-processor", PackagedJar.PROCESSOR, "demo-sink", PackagedJar.SINK,
			"task-demo-prometheus", PackagedJar.TASK);

	@RegisterExtension
	static final Processes processes = new Processes();

	private static final Map<Container, ChildProcess> started = new LinkedHashMap<>();

	private static final List<Container> streamApps = new ArrayList<>();

	private static Container proxy;

	private static int proxyPort;

	@BeforeAll
	static void pushEverything() throws IOException, InterruptedException {
		List<Integer> ports = FreePorts.find(5);
		int kafka = ports.get(0);
		processes
			.start(BrokerProcess.command(PackagedJar.LOCAL.executable(), kafka, ports.get(1),
					processes.directory().resolve("kafka-data")))
			.awaitReady(Readiness.tcp(kafka), Duration.ofSeconds(90));
		proxyPort = ports.get(2);
		Application proxyApp = Manifest.application("dataflow-proxy");
		proxy = Container.instance(proxyApp, 0, ports.get(3), "")
			.with("MICROMETER_PROMETHEUSPROXY_BINDADDRESS", "127.0.0.1")
			.with("MICROMETER_PROMETHEUSPROXY_TCPPORT", Integer.toString(proxyPort))
			.with("MICROMETER_PROMETHEUSPROXY_WEBSOCKETPORT", ports.get(4).toString());
		start(proxyApp, proxy).awaitReady(Readiness.http(proxy.healthCheck()), PATIENCE);
		for (Application app : Manifest.read("stream.yml").applications()) {
			for (int index = 0; index < app.instances(); index++) {
				Container container = connected(
						Container.instance(app, index, FreePorts.find(1).get(0), "127.0.0.1:" + kafka));
				start(app, container);
				streamApps.add(container);
			}
		}
		for (Container container : streamApps) {
			started.get(container).awaitReady(Readiness.http(container.healthCheck()), PATIENCE);
		}
		await().atMost(PATIENCE)
			.until(() -> streamApps.stream().allMatch((app) -> scrape().mentions("instance", app.guid()))
					&& scrape().samples("demo_orders_received_total")
						.stream()
						.anyMatch((sample) -> sample.value() > 0));
	}

	private static Container connected(Container container) {
		return container.with("MICROMETER_PROMETHEUS_RSOCKET_HOST", "127.0.0.1")
			.with("MICROMETER_PROMETHEUS_RSOCKET_PORT", Integer.toString(proxyPort));
	}

	private static ChildProcess start(Application app, Container container) throws IOException {
		Path jar = JARS.get(app.name()).path();
		assertThat(app.path()).hasSameBinaryContentAs(jar);
		Path disk = Files.createDirectories(processes.directory().resolve(container.guid()));
		ChildProcess process = processes.start(container.command(jar, disk));
		started.put(container, process);
		return process;
	}

	private static Exposition scrape() {
		return new Exposition(Http.get(proxy.uri("/metrics/connected")));
	}

	@Test
	@Order(1)
	void eachInstanceSaysWhatCloudFoundryAndTheManifestSayThatItIs() {
		Exposition scrape = scrape();
		for (Container container : streamApps) {
			assertThat(scrape.samples("process_uptime_seconds", "instance", container.guid())).singleElement()
				.satisfies((sample) -> assertThat(sample.labels())
					.containsOnlyKeys("application", "application_name", "application_type", "instance",
							"instance_index", "organization_name", "space_name", "stream_name")
					.containsEntry("application", container.name())
					.containsEntry("application_name", container.name())
					.containsEntry("instance_index", container.index())
					.containsEntry("organization_name", Container.ORGANIZATION)
					.containsEntry("space_name", Container.SPACE)
					.containsEntry("stream_name", Manifest.variables().get("stream")));
		}
	}

	@Test
	@Order(1)
	void instancesOfAnAppAreToldApart() {
		assertThat(scrape().samples("process_uptime_seconds", "application", "demo-processor")).hasSize(2)
			.extracting((sample) -> sample.label("instance_index"))
			.containsExactlyInAnyOrder("0", "1");
	}

	@Test
	@Order(1)
	void noLabelIsUnknownOrAPlaceholder() {
		// A health check that was not waited for has the outcome and the status UNKNOWN.
		assertThat(scrape().samples()).filteredOn((sample) -> !sample.name().startsWith("http_server_requests"))
			.flatExtracting((sample) -> sample.labels().entrySet())
			.isNotEmpty()
			.filteredOn((label) -> label.getValue().contains("${") || label.getValue().equalsIgnoreCase("unknown"))
			.isEmpty();
	}

	@Test
	@Order(1)
	void theProxyIsReadyAndListsTheAppsUnderTheAddressThatItIsAskedBy() {
		Application app = Manifest.application("dataflow-proxy");
		assertThat(Http.get(proxy.uri(app.text("readiness-health-check-http-endpoint")))).contains("\"UP\"");
		assertThat(Http.get(proxy.uri("/discovery"))).contains(proxy.uri("").getAuthority())
			.contains(streamApps.stream().map(Container::guid).toList());
	}

	@Test
	@Order(1)
	void theLimitsOfTheManifestsSuffice(TestReporter reporter) {
		Exposition scrape = scrape();
		for (Application app : Manifest.read("stream.yml").applications()) {
			for (Sample threads : scrape.samples("jvm_threads_peak_threads", "application", app.name())) {
				reporter.publishEntry(app.name() + " threads", Double.toString(threads.value()));
				assertThat(threads.value()).isLessThanOrEqualTo(app.stackThreads());
			}
			for (Sample used : scrape.samples("jvm_memory_used_bytes", "application", app.name(), "id", "Metaspace")) {
				double max = scrape
					.samples("jvm_memory_max_bytes", "instance", used.label("instance"), "id", "Metaspace")
					.get(0)
					.value();
				reporter.publishEntry(app.name() + " metaspace", used.value() / max + " of " + max);
				assertThat(used.value()).isLessThan(0.95 * max);
			}
		}
	}

	@Test
	@Order(1)
	void aTaskIsSeenAfterItsEndWithoutAnIndex() throws IOException, InterruptedException {
		Application app = Manifest.application("task-demo-prometheus");
		Container container = connected(Container.task(app));
		assertThat(start(app, container).awaitExit(PATIENCE)).isZero();
		assertThat(scrape().samples("spring_cloud_task_seconds_count", "instance", container.guid())).singleElement()
			.satisfies((sample) -> assertThat(sample.labels()).doesNotContainKey("instance_index")
				.containsEntry("application", "task-demo-prometheus")
				.containsEntry("spring_cloud_task_name", "task-demo-prometheus")
				.containsEntry("spring_cloud_task_exit_code", "0")
				.containsEntry("organization_name", Container.ORGANIZATION)
				.containsEntry("space_name", Container.SPACE));
	}

	/** Its chunk takes 10 s or, of an order each, a quarter of a second. */
	@ParameterizedTest
	@CsvSource({ "10, 1s", "1, 250ms" })
	@Order(1)
	void aTaskThatIsTerminatedPushesBeforeItIsKilled(String chunkSize, String delay, TestReporter reporter)
			throws IOException, InterruptedException {
		Application app = Manifest.application("task-demo-prometheus");
		Container container = connected(Container.task(app)).with("DEMO_TASK_CHUNKSIZE", chunkSize)
			.with("DEMO_TASK_DELAY", delay)
			// For minutes, however slow this machine is.
			.with("DEMO_TASK_SIZE", "1000");
		ChildProcess task = start(app, container);
		await().atMost(PATIENCE).until(() -> scrape().mentions("instance", container.guid()));
		await().atMost(PATIENCE)
			.until(() -> !scrape().samples("spring_batch_job_active_seconds_max", "instance", container.guid())
				.isEmpty());
		stop(task, reporter);
		assertThat(scrape().samples("spring_cloud_task_seconds_count", "instance", container.guid())).hasSize(1);
	}

	@Test
	@Order(1)
	void prometheusStartsWithItsManifestsCommandAndFindsEachInstance() throws Exception {
		Path prometheus = Tools.require("prometheus");
		Application app = Manifest.application("dataflow-prometheus");
		int port = FreePorts.find(1).get(0);
		Path folder = Files.createDirectories(processes.directory().resolve("prometheus"));
		Files.createSymbolicLink(folder.resolve("prometheus"), prometheus);
		String name = Manifest.application("dataflow-proxy").routes().get(0);
		String configuration = Manifest.read(app.path().resolve("prometheus-discovery.yml"))
			.replaceAll("0[.]" + name + ":8080", proxy.uri("").getAuthority())
			.replaceAll("scrape_interval: 15s", "scrape_interval: 10s");
		Files.writeString(folder.resolve("prometheus.yml"), configuration);
		Path rules = Files.createDirectories(folder.resolve("rules"));
		for (String rule : List.of("prometheus/rules/proxy.yml", "prometheus/rules/streams.yml",
				"prometheus/rules/tasks.yml", "cloudfoundry/prometheus/rules/expected.yml")) {
			Path file = Manifest.FOLDER.resolveSibling(rule);
			Files.copy(file, rules.resolve(file.getFileName()));
		}
		String command = app.text("command").replace("0.0.0.0", "127.0.0.1");
		URI api = URI.create("http://127.0.0.1:" + port);
		processes
			.start(ChildCommand.program("prometheus", Path.of("/bin/sh"))
				.arguments("-c", command)
				.environment("PORT", Integer.toString(port))
				.directory(folder))
			.awaitReady(Readiness.http(api.resolve(app.text("health-check-http-endpoint"))), PATIENCE);
		await().atMost(PATIENCE).untilAsserted(() -> {
			String up = Http.get(api.resolve("/api/v1/query?query=up==1"));
			assertThat(up).contains(streamApps.stream().map(Container::guid).toList())
				.contains("\"instance_index\":\"1\"");
		});
		assertThat(Http.get(api.resolve("/api/v1/rules"))).contains("\"type\":\"alerting\"")
			.contains("\"type\":\"recording\"");
	}

	@Test
	@Order(2)
	void anAppThatIsStoppedPushesBeforeItIsKilled(TestReporter reporter) throws InterruptedException {
		for (Container container : List.of(streamApps.get(0), streamApps.get(2))) {
			stop(started.get(container), reporter);
			assertThat(scrape().samples("prometheus_proxy_push_time_seconds", "instance", container.guid())).hasSize(1);
			assertThat(scrape().samples("process_uptime_seconds", "instance", container.guid())).hasSize(1);
		}
	}

	@Test
	@Order(3)
	void theProxyEndsBeforeItIsKilledThoughItsAppsHaveNowhereToGo(TestReporter reporter) throws InterruptedException {
		stop(started.get(proxy), reporter);
	}

	private static void stop(ChildProcess process, TestReporter reporter) throws InterruptedException {
		Instant asked = Instant.now();
		processes.stop(process);
		Duration time = Duration.between(asked, Instant.now());
		reporter.publishEntry(process.name() + " stopped", time.toString());
		assertThat(process.awaitExit(GRACE)).isEqualTo(SIGTERM);
		assertThat(time).isLessThan(GRACE);
	}

}
