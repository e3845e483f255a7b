package io.dataflowmonitoring.systemtests.rollingrestart;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.dataflowmonitoring.client.PrometheusRSocketClient;
import io.dataflowmonitoring.local.process.ChildCommand;
import io.dataflowmonitoring.systemtests.support.PackagedJar;
import io.dataflowmonitoring.systemtests.support.Processes;
import io.dataflowmonitoring.systemtests.support.Proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two proxies behind a load balancer are restarted one after the other, while Prometheus
 * scrapes both.
 */
class RollingRestartIT {

	@RegisterExtension
	private static final Processes processes = new Processes();

	private static final String METRIC = "up_to_now_total";

	private static final int APPS = 20;

	private static final Set<String> OURS = new HashSet<>();

	private static final List<PrometheusRSocketClient> clients = new ArrayList<>();

	private static Proxy first;

	private static Proxy second;

	private static LoadBalancer loadBalancer;

	@BeforeAll
	static void start() throws InterruptedException {
		first = Proxy.in(processes).name("first").start();
		second = Proxy.in(processes).name("second").start();
		loadBalancer = new LoadBalancer(first.tcpPort(), second.tcpPort());
		for (int i = 0; i < APPS; i++) {
			String instance = "app-" + i;
			OURS.add(instance);
			clients.add(connect(instance));
		}
	}

	@AfterAll
	static void end() {
		clients.forEach(PrometheusRSocketClient::close);
		loadBalancer.close();
	}

	/**
	 * A rolling restart loses no app for longer than one scrape. Scraped every half a
	 * second, which is far harder than what Prometheus does.
	 */
	@Test
	@DisplayName("No app is lost for longer than one scrape in a rolling restart (follows from PushProx#10, #177)")
	void aRollingRestartLosesNoAppForLongerThanOneScrape() throws InterruptedException {
		processes.start(ChildCommand.jar("published", PackagedJar.PUBLISHED_CLIENT.path())
			.jvmOptions("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
			.arguments("--app=published", "--port=" + loadBalancer.port()));
		Scrapes scrapes = new Scrapes(METRIC, Duration.ofMillis(500), first, second);
		await().atMost(Duration.ofMinutes(1)).until(() -> scrapes.scrapeOnce().containsAll(OURS));
		await().atMost(Duration.ofMinutes(1)).until(RollingRestartIT::isPublishedConnected);
		assertThat(scrapes.appsOf(first)).isNotEmpty();
		assertThat(scrapes.appsOf(second)).isNotEmpty();
		scrapes.start();
		try {
			for (Proxy proxy : List.of(first, second)) {
				proxy.stop();
				assertThat(proxy.process().lastLogLines(100)).anyMatch((line) -> line.contains("All of them are gone"));
				awaitMoreScrapes(scrapes);
				proxy.startAgain();
				proxy.awaitReady();
				awaitMoreScrapes(scrapes);
			}
		}
		finally {
			scrapes.stop();
		}
		Map<String, Integer> gaps = scrapes.longestGaps(OURS);
		System.out
			.println("Rolling restart: " + scrapes.count() + " scrapes of both proxies, apps missing from at most "
					+ Collections.max(gaps.values()) + " in a row");
		assertThat(gaps).as(scrapes.log()).allSatisfy((app, gap) -> assertThat(gap).isLessThanOrEqualTo(1));
		assertThat(scrapes.scrapeOnce()).isEqualTo(OURS);
		// At its own pace: a published client waits for ten seconds and more.
		await().atMost(Duration.ofMinutes(2)).until(RollingRestartIT::isPublishedConnected);
	}

	private static void awaitMoreScrapes(Scrapes scrapes) {
		int before = scrapes.count();
		await().atMost(Duration.ofMinutes(1)).until(() -> scrapes.count() >= before + 4);
	}

	private static boolean isPublishedConnected() {
		return List.of(first, second).stream().anyMatch((proxy) -> proxy.scrape().mentions("application", "published"));
	}

	private static PrometheusRSocketClient connect(String instance) {
		byte[] exposition = "# TYPE %s counter\n%1$s{application=\"orders\",instance=\"%s\"} 1\n"
			.formatted(METRIC, instance)
			.getBytes(StandardCharsets.UTF_8);
		return PrometheusRSocketClient.builder((out, contentType) -> out.write(exposition))
			.proxy("127.0.0.1", loadBalancer.port())
			.identity(Map.of("application", "orders", "instance", instance))
			.connect();
	}

}
