package io.dataflowmonitoring.systemtests.finalpush;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.dataflowmonitoring.systemtests.support.Exposition;
import io.dataflowmonitoring.systemtests.support.Processes;
import io.dataflowmonitoring.systemtests.support.Prometheus;
import io.dataflowmonitoring.systemtests.support.Proxy;
import io.dataflowmonitoring.systemtests.support.Sample;
import io.dataflowmonitoring.systemtests.support.Tools;
import io.dataflowmonitoring.wire.WireException;
import io.dataflowmonitoring.wire.WireFailure;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of a final push between its acknowledgement and the end of its retention.
 */
class StorageIT {

	private static final String RETENTION = "--micrometer.prometheus-proxy.retention=";

	private static final String UNDELIVERED_RETENTION = "--micrometer.prometheus-proxy.undelivered-retention=";

	private static final Duration WAIT = Duration.ofSeconds(60);

	@RegisterExtension
	static final Processes processes = new Processes();

	@Test
	@DisplayName("A high-availability pair of Prometheus both see the final push; it expires (pushgateway#19)")
	void bothServersOfAPairHaveAFinalPushAndBothSeeItGoStale() throws Exception {
		Path executable = Tools.require("prometheus");
		Proxy proxy = Proxy.start(processes, RETENTION + "8s");
		String configuration = """
				global:
				  scrape_interval: 1s
				scrape_configs:
				  - job_name: apps
				    honor_labels: true
				    metrics_path: /metrics/connected
				    static_configs:
				      - targets: ["127.0.0.1:%d"]
				""".formatted(proxy.httpPort());
		List<Prometheus> pair = List.of(Prometheus.start(processes, executable, configuration),
				Prometheus.start(processes, executable, configuration));
		TestApp.pushOnce(proxy.tcpPort(), "pair", "task_exit_code{instance=\"pair\"} 3\n");
		for (Prometheus server : pair) {
			await().atMost(WAIT)
				.untilAsserted(
						() -> assertThat(server.query("task_exit_code{instance=\"pair\"}")).extracting(Sample::value)
							.containsExactly(3.0));
		}
		for (Prometheus server : pair) {
			await().atMost(WAIT)
				.untilAsserted(() -> assertThat(server.query("task_exit_code{instance=\"pair\"}")).isEmpty());
			assertThat(server.query("max_over_time(task_exit_code{instance=\"pair\"}[1m])")).hasSize(1);
		}
		proxy.stop();
	}

	@Test
	@DisplayName("Expiry needs no scrape (pushgateway#192)")
	void aPushExpiresThoughNobodyScrapes() throws Exception {
		Proxy proxy = Proxy.start(processes, RETENTION + "1s", UNDELIVERED_RETENTION + "2s");
		TestApp.pushOnce(proxy.tcpPort(), "unseen", "pushed{instance=\"unseen\"} 1\n");
		await().atMost(WAIT).untilAsserted(() -> assertThat(pushes(proxy, "lost")).isOne());
		await().atMost(WAIT).untilAsserted(() -> assertThat(files(proxy.pushDirectory())).containsExactly("lock"));
		assertThat(proxy.scrape().samples("pushed")).isEmpty();
		proxy.stop();
	}

	@Test
	@DisplayName("No duplicate series (prometheus-rsocket-proxy#12), and none of an app that is back")
	void anAppThatIsBackAfterARestartOfTheProxyReplacesItsPush() throws Exception {
		Proxy proxy = Proxy.start(processes, RETENTION + "5m");
		TestApp.pushOnce(proxy.tcpPort(), "back", "pushed{instance=\"back\"} 1\n");
		TestApp.pushOnce(proxy.tcpPort(), "gone", "pushed{instance=\"gone\"} 1\n");
		Sample time = pushTime(proxy.scrape(), "back");
		proxy.stop();
		proxy.startAgain();
		proxy.awaitReady();
		Exposition scrape = proxy.scrape();
		assertThat(scrape.samples("pushed")).hasSize(2);
		assertThat(pushTime(scrape, "back")).isEqualTo(time);
		try (TestApp app = TestApp.connect(proxy.tcpPort(), "back")) {
			Exposition live = proxy.scrape();
			assertThat(live.samples("live", "instance", "back")).hasSize(1);
			assertThat(live.samples("pushed")).extracting((sample) -> sample.label("instance")).containsExactly("gone");
			assertThat(pushes(proxy, "replaced")).isOne();
			app.push("pushed{instance=\"back\"} 2\n");
		}
		Exposition last = proxy.scrape();
		assertThat(last.samples("live")).isEmpty();
		assertThat(last.samples("pushed", "instance", "back")).extracting(Sample::value).containsExactly(2.0);
		proxy.stop();
	}

	@Test
	@DisplayName("Pushed metrics survive a restart (pushgateway#241, #319)")
	void aCorruptFileCostsNoOtherPushAndNotTheStart() throws Exception {
		Proxy proxy = Proxy.start(processes, RETENTION + "5m");
		for (String instance : List.of("first", "second", "third")) {
			TestApp.pushOnce(proxy.tcpPort(), instance, "pushed{instance=\"" + instance + "\"} 1\n");
		}
		proxy.kill();
		Path second = proxy.pushDirectory().resolve(files(proxy.pushDirectory()).get(1));
		byte[] contents = Files.readAllBytes(second);
		contents[contents.length / 2] ^= 1;
		Files.write(second, contents);
		proxy.startAgain();
		proxy.awaitReady();
		assertThat(proxy.scrape().samples("pushed")).extracting((sample) -> sample.label("instance"))
			.containsExactlyInAnyOrder("first", "third");
		assertThat(pushes(proxy, "corrupt")).isOne();
		assertThat(files(proxy.pushDirectory())).filteredOn((name) -> name.endsWith(".corrupt")).hasSize(1);
		proxy.stop();
	}

	/** A disk of 1 MB in the proxy's own mount namespace, which needs no privileges. */
	@Test
	@DisplayName("Nothing is acknowledged that is not safe: the final push arrives (prometheus-rsocket-proxy#35)")
	void aFullDiskRefusesPushesUntilThereIsRoomAgain() throws Exception {
		assumeThat(mayMount()).as("user namespaces are allowed here").isTrue();
		Path disk = Files.createDirectories(processes.directory().resolve("disk"));
		Proxy proxy = Proxy.in(processes)
			.through("/usr/bin/env", "unshare", "--map-root-user", "--mount", "sh", "-c",
					"mount -t tmpfs -o size=1m tmpfs " + disk + " && exec \"$@\"", "sh")
			.pushDirectory(disk.resolve("pushes"))
			.properties(RETENTION + "20s")
			.start();
		List<String> acknowledged = new ArrayList<>();
		assertThatExceptionOfType(WireException.class).isThrownBy(() -> {
			for (int i = 0; i < 100; i++) {
				TestApp.pushOnce(proxy.tcpPort(), "full-" + i, large("full-" + i));
				acknowledged.add("full-" + i);
			}
		})
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(WireFailure.PUSH_REFUSED))
			.withMessageContaining("The proxy cannot write to its disk");
		assertThat(acknowledged).hasSizeBetween(5, 15);
		assertThat(proxy.scrape().samples("pushed")).extracting((sample) -> sample.label("instance"))
			.containsExactlyInAnyOrderElementsOf(acknowledged);
		assertThat(pushes(proxy, "not_stored")).isOne();
		assertThat(proxy.ownMetrics().samples("prometheus_proxy_push_disk_errors_total").get(0).value()).isPositive();
		assertThat(status(proxy, "/actuator/health/readiness")).isEqualTo(200);
		// They have been scraped, so their time comes, and with it room for others.
		await().atMost(WAIT)
			.ignoreExceptionsInstanceOf(WireException.class)
			.untilAsserted(() -> TestApp.pushOnce(proxy.tcpPort(), "room again", large("room again")));
		assertThat(proxy.scrape().samples("pushed", "instance", "room again")).isNotEmpty();
		proxy.stop();
	}

	@Test
	void aDiskThatFailsIsPartOfHealthButNotOfReadiness() throws Exception {
		Proxy proxy = Proxy.start(processes, RETENTION + "5m");
		assertThat(status(proxy, "/actuator/health")).isEqualTo(200);
		Path elsewhere = Files.move(proxy.pushDirectory(), proxy.pushDirectory().resolveSibling("elsewhere"));
		Files.createFile(proxy.pushDirectory());
		assertThatExceptionOfType(WireException.class)
			.isThrownBy(() -> TestApp.pushOnce(proxy.tcpPort(), "refused", "pushed{instance=\"refused\"} 1\n"));
		assertThat(status(proxy, "/actuator/health")).isEqualTo(503);
		assertThat(status(proxy, "/actuator/health/readiness")).isEqualTo(200);
		Files.delete(proxy.pushDirectory());
		Files.move(elsewhere, proxy.pushDirectory());
		await().atMost(WAIT).until(() -> status(proxy, "/actuator/health") == 200);
		TestApp.pushOnce(proxy.tcpPort(), "kept", "pushed{instance=\"kept\"} 1\n");
		proxy.stop();
	}

	private static boolean mayMount() throws InterruptedException {
		try {
			Process process = new ProcessBuilder("unshare", "--map-root-user", "--mount", "mount", "-t", "tmpfs",
					"tmpfs", processes.directory().toString())
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.redirectError(ProcessBuilder.Redirect.DISCARD)
				.start();
			return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/** About 100 KB, as one file. */
	private static String large(String instance) {
		StringBuilder exposition = new StringBuilder("pushed{instance=\"" + instance + "\"} 1\n");
		for (int i = 0; i < 100; i++) {
			exposition.append("padding{instance=\"%s\",i=\"%d\"} 1\n".formatted(instance + "x".repeat(1_000), i));
		}
		return exposition.toString();
	}

	private static Sample pushTime(Exposition scrape, String instance) {
		List<Sample> times = scrape.samples("prometheus_proxy_push_time_seconds", "instance", instance);
		assertThat(times).hasSize(1);
		return times.get(0);
	}

	private static double pushes(Proxy proxy, String result) {
		return proxy.ownMetrics().samples("prometheus_proxy_pushes_total", "result", result).get(0).value();
	}

	private static List<String> files(Path directory) throws IOException {
		try (Stream<Path> files = Files.list(directory)) {
			return files.map((file) -> file.getFileName().toString()).sorted().toList();
		}
	}

	private static int status(Proxy proxy, String path) throws IOException, InterruptedException {
		URI uri = proxy.uri(path);
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(uri).timeout(WAIT).build(), HttpResponse.BodyHandlers.discarding())
			.statusCode();
	}

}
