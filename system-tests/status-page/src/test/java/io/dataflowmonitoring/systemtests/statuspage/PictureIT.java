package io.dataflowmonitoring.systemtests.statuspage;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.dataflowmonitoring.systemtests.statuspage.Browsers.Screen;
import io.dataflowmonitoring.systemtests.support.Processes;
import io.dataflowmonitoring.systemtests.support.Proxy;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/**
 * Takes the picture of the status page for the READMEs, when it is told where to put it:
 * two minutes of a fleet in which something is wrong.
 */
@EnabledIfSystemProperty(named = "status-page.picture", matches = ".+",
		disabledReason = "The picture is taken with -Dstatus-page.picture=<file>")
class PictureIT {

	private static final Duration LASTS = Duration.ofSeconds(116);

	private static final Duration INTERVAL = Duration.ofSeconds(2);

	@RegisterExtension
	static final Processes processes = new Processes();

	@Test
	void ofAFleetInWhichSomethingIsWrong() throws InterruptedException {
		Proxy proxy = Proxy.start(processes, "--micrometer.prometheus-proxy.max-samples=1000",
				"--micrometer.prometheus-proxy.retention=5m");
		try (Browsers browsers = new Browsers(Path.of(System.getProperty("project.target", "target"), "screenshots"));
				Fleet fleet = new Fleet(proxy)) {
			connect(fleet);
			Instant end = Instant.now().plus(LASTS);
			for (int i = 0; Instant.now().isBefore(end); i++) {
				fleet.scrape();
				if (i == 20) {
					fleet.stream("payments", "payments-sink", "sink", 0).delay(Duration.ofMinutes(10));
				}
				if (i == 30) {
					fleet.task("nightly-report", 318).families(12).pushAndClose();
				}
				if (i == 44) {
					fleet.task("invoice-run", 4_711).families(20).pushAndClose();
				}
				Thread.sleep(INTERVAL.toMillis());
			}
			try (Page page = browsers.open(Screen.LAPTOP, ColorScheme.LIGHT)) {
				page.navigate(proxy.uri("/").toString());
				assertThat(page.locator("#app-table tbody tr").first()).isVisible();
				fleet.scrape();
				assertThat(page.locator(".tile").nth(3)).containsText("now");
				Path file = Path.of(System.getProperty("project.root", "../.."))
					.resolve(System.getProperty("status-page.picture"));
				page.screenshot(new ScreenshotOptions().setPath(file));
			}
		}
	}

	private static void connect(Fleet fleet) {
		for (int i = 0; i < 3; i++) {
			fleet.stream("orders", "orders-source", "source", i).families(40).delay(Duration.ofMillis(20 + 9 * i));
			fleet.stream("orders", "orders-enrich", "processor", i)
				.families(60 + 5 * i)
				.delay(Duration.ofMillis(70 + 10 * i));
			fleet.stream("orders", "orders-sink", "sink", i).families(35).delay(Duration.ofMillis(30 + 5 * i));
		}
		fleet.stream("payments", "payments-source", "source", 0).families(45).delay(Duration.ofMillis(25));
		fleet.stream("payments", "fraud-check", "processor", 0).families(210).delay(Duration.ofMillis(180));
		fleet.stream("payments", "payments-sink", "sink", 1).families(35).delay(Duration.ofMillis(40));
		fleet.webSocketApp(Map.of("application", "edge-gateway", "instance", "edge-gateway-berlin:8080"))
			.families(50)
			.delay(Duration.ofMillis(90));
		fleet.webSocketApp(Map.of("application", "edge-gateway", "instance", "edge-gateway-lyon:8080"))
			.families(50)
			.delay(Duration.ofMillis(120));
		fleet.task("invoice-run", 4_712).families(20).delay(Duration.ofMillis(10));
	}

}
