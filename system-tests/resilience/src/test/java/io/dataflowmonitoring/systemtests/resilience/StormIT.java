package io.dataflowmonitoring.systemtests.resilience;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import io.dataflowmonitoring.systemtests.fleet.AppProtocol;
import io.dataflowmonitoring.systemtests.fleet.Fleet;
import io.dataflowmonitoring.systemtests.fleet.FleetNetwork;
import io.dataflowmonitoring.systemtests.fleet.FleetSettings;
import io.dataflowmonitoring.systemtests.fleet.Reconnection;
import io.dataflowmonitoring.systemtests.fleet.SampleCount;
import io.dataflowmonitoring.systemtests.fleet.SimulatedApp;
import io.dataflowmonitoring.systemtests.resilience.WatchedProxy.Scrape;
import io.dataflowmonitoring.systemtests.support.Processes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A thousand apps, half of them with the published client's protocol and a tenth over
 * WebSocket, that all come back at once.
 */
@Timeout(180)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StormIT {

	private static final int APPS = 1_000;

	/** Longer than any scrape takes, also on a machine that is busy with other things. */
	private static final Duration SCRAPE_TIMEOUT = Duration.ofSeconds(20);

	/** The longest that all apps may take to be back, from when the proxy is. */
	private static final Duration ALL_BACK = Duration.ofSeconds(60);

	/**
	 * Sooner than our client does by default, so that more come at the same time while
	 * the test lasts less.
	 */
	private static final Reconnection HURRIED = new Reconnection(Duration.ofMillis(500), Duration.ofSeconds(2));

	@RegisterExtension
	static final Processes processes = new Processes();

	private static final FleetNetwork network = new FleetNetwork();

	private static final List<SimulatedApp> apps = new ArrayList<>();

	private static WatchedProxy proxy;

	@BeforeAll
	static void startProxy() throws InterruptedException {
		proxy = WatchedProxy.start(processes, "512m");
	}

	@AfterAll
	static void lookForLeaks() throws IOException {
		try {
			proxy.assertNothingLeaked();
		}
		finally {
			apps.forEach(SimulatedApp::leave);
			network.close();
		}
	}

	@Test
	@Order(1)
	@DisplayName("A scrape is answered while a thousand apps are connecting (measured at the published proxy)")
	void scrapesAreAnsweredWhileAThousandAppsConnectForTheFirstTime() {
		long start = System.nanoTime();
		for (AppProtocol protocol : AppProtocol.values()) {
			FleetSettings settings = FleetSettings
				.of("storm-" + protocol.name().toLowerCase(Locale.ROOT), APPS / AppProtocol.values().length)
				.withProtocol(protocol)
				.withWebsocketEvery(10)
				.withReconnection(HURRIED);
			apps.addAll(Fleet.start(settings, proxy.address(), network).apps());
		}
		report("connected for the first time", scrapeUntilAllAreComplete(start));
	}

	@Test
	@Order(2)
	@DisplayName("A scrape is answered while a thousand apps are connecting: after all connections are cut")
	void scrapesAreAnsweredWhileAThousandAppsComeBackAtOnce() {
		long start = System.nanoTime();
		apps.forEach(SimulatedApp::disconnect);
		report("back after all connections were cut", scrapeUntilAllAreComplete(start));
	}

	@Test
	@Order(3)
	@DisplayName("A scrape is answered while a thousand apps are connecting: after the proxy is killed")
	void scrapesAreAnsweredWhileAThousandAppsComeBackToARestartedProxy() throws InterruptedException {
		long killed = System.nanoTime();
		proxy.proxy().killAndStartAgain();
		proxy.proxy().awaitReady();
		long ready = System.nanoTime();
		report("back after the proxy was killed, and was ready again after " + millis(ready - killed)
				+ ", counted from then", scrapeUntilAllAreComplete(ready));
	}

	/**
	 * Scrapes without a pause. No scrape may take longer than its timeout, or have an app
	 * with but a part of its samples (VictoriaMetrics#8528).
	 */
	private static List<Scrape> scrapeUntilAllAreComplete(long start) {
		List<Scrape> scrapes = new ArrayList<>();
		SampleCount count;
		do {
			Scrape scrape = proxy.scrape(SCRAPE_TIMEOUT);
			count = new SampleCount(scrape.text());
			scrapes.add(scrape);
			SampleCount samples = count;
			assertThat(scrape.took())
				.as("scrape %d, in which %d of %d apps are complete; the proxy has had %s of processor time since its start",
						scrapes.size(), APPS - samples.incomplete(apps).size(), APPS, proxy.processorTime())
				.isLessThan(SCRAPE_TIMEOUT);
			assertThat(apps).as("every app has all or none of its samples")
				.allMatch((app) -> samples.of(app) == 0 || samples.of(app) == app.samples());
			assertThat(Duration.ofNanos(System.nanoTime() - start))
				.as(samples.apps() + " of " + APPS + " apps are back after " + scrapes.size() + " scrapes")
				.isLessThan(ALL_BACK);
		}
		while (!count.incomplete(apps).isEmpty());
		return scrapes;
	}

	private static void report(String what, List<Scrape> scrapes) {
		Stream<Duration> took = scrapes.stream().map(Scrape::took);
		Figures.print(APPS + " apps " + what,
				"%d scrapes, the longest %d ms, all apps complete after %d ms; processor time of the proxy since its start %d ms"
					.formatted(scrapes.size(), took.mapToLong(Duration::toMillis).max().orElse(0),
							scrapes.stream().map(Scrape::took).mapToLong(Duration::toMillis).sum(),
							proxy.processorTime().toMillis()));
	}

	private static String millis(long nanos) {
		return Duration.ofNanos(nanos).toMillis() + " ms";
	}

}
