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
import io.dataflowmonitoring.systemtests.fleet.SampleCount;
import io.dataflowmonitoring.systemtests.fleet.SimulatedApp;
import io.dataflowmonitoring.systemtests.resilience.WatchedProxy.Footprint;
import io.dataflowmonitoring.systemtests.resilience.WatchedProxy.Scrape;
import io.dataflowmonitoring.systemtests.support.Processes;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Over 1,000 apps on one proxy (prometheus-proxy#112), in bounded memory.
 */
@Timeout(180)
class ManyAppsIT {

	private static final int APPS = 2_000;

	/** What the README says that 2,000 apps of 100 samples need. */
	private static final String MAX_HEAP = "512m";

	/**
	 * A proxy with 2,000 apps and paranoid leak detection beside the apps themselves on 2
	 * cores is slow.
	 */
	private static final Duration SCRAPE_TIMEOUT = Duration.ofSeconds(25);

	private static final int SCRAPES = 4;

	@RegisterExtension
	static final Processes processes = new Processes();

	@Test
	@DisplayName("Over 1,000 apps on one proxy (prometheus-proxy#112), no memory growth (prometheus-rsocket-proxy#33, #14)")
	void twoThousandAppsFitIntoTheDocumentedMemory() throws IOException, InterruptedException {
		WatchedProxy proxy = WatchedProxy.start(processes, MAX_HEAP);
		List<SimulatedApp> apps = new ArrayList<>();
		try (FleetNetwork network = new FleetNetwork()) {
			for (AppProtocol protocol : AppProtocol.values()) {
				apps.addAll(
						Fleet
							.start(FleetSettings
								.of("many-" + protocol.name().toLowerCase(Locale.ROOT),
										APPS / AppProtocol.values().length)
								.withProtocol(protocol), proxy.address(), network)
							.apps());
			}
			await().atMost(Duration.ofSeconds(60)).until(() -> apps.stream().allMatch(SimulatedApp::isReady));
			proxy.scrape(SCRAPE_TIMEOUT);
			Footprint before = proxy.footprint();
			List<Scrape> scrapes = Stream.generate(() -> proxy.scrape(SCRAPE_TIMEOUT)).limit(SCRAPES).toList();
			Footprint after = proxy.footprint();
			Figures.print(APPS + " apps of 100 samples, -Xmx" + MAX_HEAP,
					"scrapes " + scrapes.stream().map((scrape) -> scrape.took().toMillis() + " ms").toList() + " of "
							+ (scrapes.get(0).text().length() >> 20) + " MB; " + after);
			assertThat(scrapes)
				.allSatisfy((scrape) -> assertThat(new SampleCount(scrape.text()).incomplete(apps)).isEmpty());
			assertThat(after.direct()).as("direct memory, before: " + before).isLessThan(before.direct() + (32 << 20));
			assertThat(after.heap()).as("heap, before: " + before).isLessThan(before.heap() + (32 << 20));
			proxy.assertNothingLeaked();
			apps.forEach(SimulatedApp::leave);
			await().atMost(Duration.ofSeconds(30)).until(() -> proxy.connections() == 0);
		}
	}

}
