package io.dataflowmonitoring.systemtests.resilience;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.dataflowmonitoring.systemtests.fleet.AppProtocol;
import io.dataflowmonitoring.systemtests.fleet.Fleet;
import io.dataflowmonitoring.systemtests.fleet.FleetNetwork;
import io.dataflowmonitoring.systemtests.fleet.FleetSettings;
import io.dataflowmonitoring.systemtests.fleet.SampleCount;
import io.dataflowmonitoring.systemtests.resilience.WatchedProxy.Footprint;
import io.dataflowmonitoring.systemtests.resilience.WatchedProxy.Scrape;
import io.dataflowmonitoring.systemtests.support.Processes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Bad scrapers beside a good one. The answer is larger than what the system keeps for a
 * reader that does not read.
 */
@Timeout(120)
class SlowScraperIT {

	private static final Duration SCRAPE_TIMEOUT = Duration.ofSeconds(10);

	/** Fewer than the scrapes that the proxy lets run at the same time. */
	private static final int SLOW = 3;

	@RegisterExtension
	static final Processes processes = new Processes();

	private static final FleetNetwork network = new FleetNetwork();

	private static WatchedProxy proxy;

	private static Fleet fleet;

	@BeforeAll
	static void startApps() throws InterruptedException {
		proxy = WatchedProxy.start(processes, "384m");
		fleet = Fleet.start(FleetSettings.of("slow", 100).withSamples(500).withProtocol(AppProtocol.PUBLISHED),
				proxy.address(), network);
		await().atMost(Duration.ofSeconds(30)).until(fleet::isReady);
	}

	@AfterAll
	static void lookForLeaks() throws IOException {
		try {
			proxy.assertNothingLeaked();
		}
		finally {
			fleet.close();
			network.close();
		}
	}

	@Test
	@DisplayName("One slow scraper must not hang the scrape of another (prometheus-rsocket-proxy#60)")
	void scrapersThatDoNotReadTheirAnswersHarmNobodyElse() throws IOException {
		List<SlowScraper> slow = new ArrayList<>();
		for (int i = 0; i < SLOW; i++) {
			slow.add(new SlowScraper(proxy.proxy().httpPort()));
		}
		for (int i = 0; i < 3; i++) {
			assertThatAScrapeIsComplete();
		}
		for (SlowScraper scraper : slow) {
			scraper.close();
		}
	}

	@Test
	@DisplayName("No leaked buffers (prometheus-rsocket-proxy#33, #14): of scrapes that are aborted half way")
	void scrapesThatAreAbortedHalfWayLeaveNothingBehind() throws IOException {
		assertThatAScrapeIsComplete();
		Footprint before = proxy.footprint();
		for (int i = 0; i < 20; i++) {
			SlowScraper scraper = new SlowScraper(proxy.proxy().httpPort(), (i % 4 < 2) ? "gzip" : "identity");
			if (i % 2 == 0) {
				scraper.read(20_000);
			}
			scraper.abort();
		}
		assertThatAScrapeIsComplete();
		await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
			Footprint after = proxy.footprint();
			assertThat(after.heap()).as("heap before: " + before).isLessThan(before.heap() + (16 << 20));
			assertThat(after.openFiles()).as("open files before: " + before).isLessThan(before.openFiles() + 5);
		});
	}

	private static void assertThatAScrapeIsComplete() {
		Scrape scrape = proxy.scrape(SCRAPE_TIMEOUT);
		assertThat(scrape.took()).isLessThan(SCRAPE_TIMEOUT);
		assertThat(new SampleCount(scrape.text()).incomplete(fleet.apps())).isEmpty();
	}

}
