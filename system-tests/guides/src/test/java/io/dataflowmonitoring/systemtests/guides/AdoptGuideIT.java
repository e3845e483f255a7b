package io.dataflowmonitoring.systemtests.guides;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;

import io.dataflowmonitoring.local.process.ChildCommand;
import io.dataflowmonitoring.local.process.FreePorts;
import io.dataflowmonitoring.local.process.Readiness;
import io.dataflowmonitoring.systemtests.support.PackagedJar;
import io.dataflowmonitoring.systemtests.support.Processes;
import io.dataflowmonitoring.systemtests.support.Proxy;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What {@code docs/adopt.md} makes of an app that is there already has its metrics in the
 * proxy.
 */
class AdoptGuideIT {

	private static final Duration SEEN = Duration.ofSeconds(60);

	@RegisterExtension
	static final Processes processes = new Processes();

	private static Proxy proxy;

	@BeforeAll
	static void start() throws InterruptedException {
		proxy = Proxy.start(processes);
	}

	@Test
	void anAppOfPlainSpringBootIsScraped() throws IOException, InterruptedException {
		int port = FreePorts.find(1).get(0);
		processes
			.start(jar("orders", PackagedJar.ORDERS).arguments("--server.address=127.0.0.1", "--server.port=" + port,
					"--micrometer.prometheus.rsocket.host=127.0.0.1",
					"--micrometer.prometheus.rsocket.port=" + proxy.tcpPort()))
			.awaitReady(Readiness.tcp(port), Duration.ofSeconds(90));
		HttpRequest order = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/orders"))
			.timeout(Duration.ofSeconds(30))
			.POST(HttpRequest.BodyPublishers.noBody())
			.build();
		assertThat(HttpClient.newHttpClient().send(order, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
		assertSeen("shop_orders_total", "application", "orders");
	}

	@Test
	void aProgramWithoutSpringPushesItsLastMetrics() throws InterruptedException {
		int exitCode = processes
			.start(jar("report", PackagedJar.REPORT)
				.jvmOptions("-Dproxy.host=127.0.0.1", "-Dproxy.port=" + proxy.tcpPort())
				.arguments("o-1", "o-2"))
			.awaitExit(Duration.ofMinutes(1));
		assertThat(exitCode).isZero();
		assertSeen("report_lines_total", "application", "nightly-report");
		assertSeen("prometheus_rsocket_connected", "application", "nightly-report");
	}

	@ParameterizedTest
	@ValueSource(strings = { "library.micrometer", "library.slf4j" })
	void theProgramsLibrariesAreInTheVersionsOfThisBuild(String library) {
		String jar = Path.of(System.getProperty(library)).getFileName().toString();
		assertThat(PackagedJar.REPORT.path().resolveSibling("lib").resolve(jar)).exists();
	}

	private static ChildCommand jar(String name, PackagedJar jar) {
		return ChildCommand.jar(name, jar.path()).jvmOptions("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
	}

	private static void assertSeen(String metric, String... labels) {
		await().atMost(SEEN).untilAsserted(() -> assertThat(proxy.scrape().samples(metric, labels)).isNotEmpty());
	}

}
