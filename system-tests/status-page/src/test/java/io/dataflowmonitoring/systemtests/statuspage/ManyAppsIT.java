package io.dataflowmonitoring.systemtests.statuspage;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.dataflowmonitoring.systemtests.statuspage.Browsers.Screen;
import io.dataflowmonitoring.systemtests.support.Processes;
import io.dataflowmonitoring.systemtests.support.Proxy;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The status page of a large fleet.
 */
class ManyAppsIT {

	private static final int APPS = 2_000;

	/** How many connect at the same time. */
	private static final int CONNECTING = 16;

	/**
	 * How long the page's script has the browser to itself, frame by frame, in
	 * milliseconds.
	 */
	private static final String LONGEST_FRAMES = """
			() => new Promise((done) => {
				const frames = [];
				let last = performance.now();
				const step = (now) => {
					frames.push(now - last);
					last = now;
					if (frames.length < 150) {
						scrollBy(0, 97);
						requestAnimationFrame(step);
					}
					else {
						done(frames.sort((a, b) => b - a).slice(0, 3).map(Math.round).join(', '));
					}
				};
				requestAnimationFrame(step);
			})""";

	@RegisterExtension
	static final Processes processes = new Processes();

	private static void connect(Fleet fleet) throws InterruptedException {
		ExecutorService executor = Executors.newFixedThreadPool(CONNECTING);
		for (int i = 0; i < APPS; i++) {
			String stream = "stream-%02d".formatted(i % 40);
			String name = "app-%02d".formatted(i % 7);
			int index = i;
			executor.execute(() -> fleet.stream(stream, name, "processor", index).families(1));
		}
		executor.shutdown();
		assertThat(executor.awaitTermination(2, TimeUnit.MINUTES)).isTrue();
	}

	@Test
	void onlyWhatIsToBeSeenIsDrawnAndAllCanBeFound() throws InterruptedException {
		try (Browsers browsers = new Browsers(Path.of(System.getProperty("project.target", "target"), "screenshots"))) {
			Proxy proxy = Proxy.in(processes).jvmOptions("-Xmx512m").start();
			try (Fleet fleet = new Fleet(proxy); Page page = browsers.open(Screen.LAPTOP, ColorScheme.LIGHT)) {
				connect(fleet);
				fleet.scrape();
				long start = System.nanoTime();
				page.navigate(proxy.uri("/").toString());
				assertThat(page.locator("#apps-count")).hasText("2,000 apps");
				System.out.println("2,000 apps were there after "
						+ Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms");
				assertThat(page.locator("#app-table")).hasAttribute("aria-rowcount", "2001");
				assertThat(page.locator("#app-table tbody tr").count()).isLessThan(60);
				fleet.scrape();
				System.out.println("The longest frames while it scrolls and is scraped took "
						+ page.evaluate(LONGEST_FRAMES) + " ms");
				browsers.shoot(page, "many-laptop-light");
				page.keyboard().press("/");
				page.keyboard().type("app-03 stream-15 #");
				assertThat(page.locator("#apps-count")).hasText("0 of 2,000 apps");
				page.getByLabel("Search", new Page.GetByLabelOptions().setExact(true)).fill("app-03 stream-15");
				assertThat(page.locator("#apps-count")).hasText("7 of 2,000 apps");
				page.getByLabel("Search", new Page.GetByLabelOptions().setExact(true)).fill("");
				page.locator("#app-table .name").first().focus();
				page.keyboard().press("End");
				assertThat(page.locator("#app-table tbody tr[aria-rowindex='2001']")).isVisible();
				assertThat(page.locator("#app-table tbody tr[aria-rowindex='2001'] .name")).isFocused();
				assertThat(browsers.faults()).isEmpty();
			}
		}
	}

}
