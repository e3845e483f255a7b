package io.dataflowmonitoring.systemtests.resilience;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import io.dataflowmonitoring.local.process.ChildCommand;
import io.dataflowmonitoring.systemtests.fleet.AppProtocol;
import io.dataflowmonitoring.systemtests.fleet.Fleet;
import io.dataflowmonitoring.systemtests.fleet.FleetNetwork;
import io.dataflowmonitoring.systemtests.fleet.FleetSettings;
import io.dataflowmonitoring.systemtests.fleet.SampleCount;
import io.dataflowmonitoring.systemtests.fleet.SimulatedApp;
import io.dataflowmonitoring.systemtests.resilience.WatchedProxy.Scrape;
import io.dataflowmonitoring.systemtests.support.PackagedJar;
import io.dataflowmonitoring.systemtests.support.Processes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * One bad app must not spoil everyone's scrape (pushgateway#202, #214, #232), and one
 * slow app must not hang it (prometheus-rsocket-proxy#60): apps that are well, with our
 * client and with the published one, over TCP and over WebSocket, beside each kind of bad
 * peer. The samples of those that are well arrive complete in every scrape.
 */
@Timeout(120)
class BadNeighboursIT {

	/** The labels of a sample that an app which is well has, and a bad one claims. */
	static final String VICTIM = "application=\"well-ours\",instance=\"well-ours-0:8080\",stream_name=\"well-ours-stream-0\","
			+ "application_name=\"well-ours-0\",application_type=\"processor\",application_guid=\"well-ours-0\","
			+ "instance_index=\"0\"";

	private static final Duration SCRAPE_TIMEOUT = Duration.ofSeconds(4);

	private static final int SCRAPES = 3;

	private static final int PUBLISHED_COUNTERS = 300;

	private static final List<String> PUBLISHED_CLIENTS = List.of("well-tcp", "well-websocket");

	@RegisterExtension
	static final Processes processes = new Processes();

	private static final FleetNetwork network = new FleetNetwork();

	private static final List<SimulatedApp> well = new ArrayList<>();

	private static WatchedProxy proxy;

	private final List<BadNeighbour> bad = new ArrayList<>();

	@BeforeAll
	static void startThoseThatAreWell() throws InterruptedException {
		proxy = WatchedProxy.start(processes, "256m", "--micrometer.prometheus-proxy.max-exposition-size=1MB");
		int[] ports = { proxy.proxy().tcpPort(), proxy.proxy().websocketPort() };
		for (int i = 0; i < ports.length; i++) {
			processes.start(ChildCommand.jar(PUBLISHED_CLIENTS.get(i), PackagedJar.PUBLISHED_CLIENT.path())
				.jvmOptions("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
				.arguments("--app=" + PUBLISHED_CLIENTS.get(i), "--port=" + ports[i],
						"--counters=" + PUBLISHED_COUNTERS, "--transport=" + ((i == 0) ? "tcp" : "websocket")));
		}
		for (AppProtocol protocol : AppProtocol.values()) {
			FleetSettings settings = FleetSettings.of("well-" + protocol.name().toLowerCase(Locale.ROOT), 10)
				.withProtocol(protocol)
				.withWebsocketEvery(2);
			well.addAll(Fleet.start(settings, proxy.address(), network).apps());
		}
		awaitOnlyThoseThatAreWell();
		// The first scrapes of a JVM are slow.
		proxy.scrape(Duration.ofSeconds(20));
		proxy.scrape(Duration.ofSeconds(20));
	}

	@AfterEach
	void endTheBadOnes() throws IOException {
		for (BadNeighbour neighbour : this.bad) {
			neighbour.close();
		}
		proxy.assertLogHasNo("OutOfMemoryError");
		awaitOnlyThoseThatAreWell();
	}

	@AfterAll
	static void lookForLeaks() throws IOException {
		try {
			proxy.assertNothingLeaked();
		}
		finally {
			well.forEach(SimulatedApp::leave);
			network.close();
		}
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("One bad app must not spoil everyone's scrape (pushgateway#202, #214, #232)")
	void oneKindOfBadPeerHarmsNobodyElse(Misbehaviour misbehaviour) throws IOException {
		for (int i = 0; i < 2; i++) {
			this.bad.add(misbehaviour.start(proxy.address(), network));
		}
		if (!misbehaviour.reason().isEmpty()) {
			await().atMost(Duration.ofSeconds(10)).until(() -> proxy.connections() == wellConnections() + 2);
		}
		for (int i = 0; i < SCRAPES; i++) {
			assertThatThoseThatAreWellAreComplete(misbehaviour.toString());
			if (!misbehaviour.reason().isEmpty()) {
				assertThat(proxy.reasons()).as("reasons of the two that are bad, in each scrape")
					.filteredOn((reason) -> !reason.equals("lost"))
					.hasSize(wellConnections() + 2)
					.filteredOn(misbehaviour.reason()::equals)
					.hasSize(misbehaviour.reason().equals("none") ? wellConnections() + 2 : 2);
			}
		}
	}

	@Test
	@DisplayName("An app whose one answer failed is asked again at the next scrape (measured at the published proxy)")
	void anAppIsAskedAgainAfterAnAnswerThatFailed() throws IOException {
		this.bad.add(Misbehaviour.ANSWERS_GARBAGE_EVERY_SECOND_TIME.start(proxy.address(), network));
		await().atMost(Duration.ofSeconds(10)).until(() -> proxy.connections() == wellConnections() + 1);
		List<Boolean> present = Stream.generate(() -> proxy.scrape(SCRAPE_TIMEOUT).text().contains("bad_every_second "))
			.limit(6)
			.toList();
		assertThat(present).containsExactly(false, true, false, true, false, true);
	}

	@Test
	@DisplayName("One bad app must not spoil everyone's scrape (pushgateway#202, #214, #232): all kinds at once")
	void allKindsOfBadPeersTogetherHarmNobodyElse() throws IOException {
		for (Misbehaviour misbehaviour : Misbehaviour.values()) {
			this.bad.add(misbehaviour.start(proxy.address(), network));
		}
		for (int i = 0; i < SCRAPES; i++) {
			assertThatThoseThatAreWellAreComplete("all kinds");
		}
	}

	private static void assertThatThoseThatAreWellAreComplete(String beside) {
		Scrape scrape = proxy.scrape(SCRAPE_TIMEOUT);
		assertThat(scrape.took()).as("duration of a scrape beside " + beside).isLessThan(SCRAPE_TIMEOUT);
		assertThat(new SampleCount(scrape.text()).incomplete(well)).as("incomplete beside " + beside).isEmpty();
		for (String client : PUBLISHED_CLIENTS) {
			assertThat(scrape.text()
				.lines()
				.filter((line) -> line.startsWith("published_client_orders_total{")
						&& line.contains("application=\"" + client + '"')))
				.as(client + " beside " + beside)
				.hasSize(PUBLISHED_COUNTERS);
		}
		assertThat(scrape.text()).doesNotContain("not an exposition", " 666");
	}

	private static void awaitOnlyThoseThatAreWell() {
		await().atMost(Duration.ofSeconds(60)).until(() -> proxy.connections() == wellConnections());
	}

	private static int wellConnections() {
		return well.size() + PUBLISHED_CLIENTS.size();
	}

}
