package io.dataflowmonitoring.systemtests.statuspage;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.dataflowmonitoring.systemtests.statuspage.Browsers.Screen;
import io.dataflowmonitoring.systemtests.support.Processes;
import io.dataflowmonitoring.systemtests.support.Proxy;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The status page in a real browser, with apps of many kinds.
 */
class StatusPageIT {

	private static final Duration STALLED = Duration.ofMinutes(10);

	@RegisterExtension
	static final Processes processes = new Processes();

	private static Browsers browsers;

	private static Proxy proxy;

	/** One that no app is connected to. */
	private static Proxy empty;

	private static Fleet fleet;

	@BeforeAll
	static void aProxyWithAFleetLikeManyAre() throws InterruptedException {
		proxy = Proxy.in(processes)
			.properties("--micrometer.prometheus-proxy.max-samples=1000", "--micrometer.prometheus-proxy.retention=10m")
			.launch();
		empty = Proxy.in(processes)
			.name("proxy-empty")
			.properties("--micrometer.prometheus-proxy.drain-timeout=500ms",
					"--micrometer.prometheus-proxy.scrape-auth=basic",
					"--micrometer.prometheus-proxy.scrape-user=prometheus",
					"--micrometer.prometheus-proxy.scrape-password=secret")
			.launch();
		browsers = new Browsers(Path.of(System.getProperty("project.target", "target"), "screenshots"));
		proxy.awaitReady();
		fleet = new Fleet(proxy);
		for (int i = 0; i < 3; i++) {
			fleet.stream("orders", "orders-source", "source", i).families(40).delay(Duration.ofMillis(20));
			fleet.stream("orders", "orders-enrich", "processor", i).families(60 + 5 * i).delay(Duration.ofMillis(60));
			fleet.stream("orders", "orders-sink", "sink", i).families(35).delay(Duration.ofMillis(30));
		}
		fleet.stream("payments", "payments-source", "source", 0).families(45).delay(Duration.ofMillis(25));
		fleet.stream("payments", "fraud-check", "processor", 0).families(210).delay(Duration.ofMillis(180));
		fleet.stream("payments", "payments-sink", "sink", 0).delay(STALLED);
		fleet.stream("payments", "payments-sink", "sink", 1).families(35).delay(Duration.ofMillis(40));
		fleet.webSocketApp(Map.of("application", "edge-gateway", "instance", "edge-gateway-berlin:8080"))
			.families(50)
			.delay(Duration.ofMillis(90));
		fleet.webSocketApp(Map.of("application", "edge-gateway", "instance", "edge-gateway-lyon:8080"))
			.says("jvm_threads{state=\"runnable\" 12\n");
		fleet.task("invoice-run", 4_712).families(20).delay(Duration.ofMillis(10));
		fleet.task("nightly-report", 318).families(12).pushAndClose();
		fleet.task("invoice-run", 4_711).families(20).pushAndClose();
		fleet.scrape();
	}

	@AfterAll
	static void endTheFleet() {
		if (fleet != null) {
			fleet.close();
		}
		if (browsers != null) {
			browsers.close();
		}
	}

	@AfterEach
	void noPageHasComplained() {
		assertThat(browsers.faults()).isEmpty();
	}

	@Test
	void eachAppIsInTheTableWithWhoItIsAndHowItsLastScrapeWent() {
		try (Page page = open(Screen.LAPTOP)) {
			assertThat(page.locator("#apps-count")).hasText("16 apps");
			Locator row = row(page, "orders-source", "orders-source-1");
			assertThat(row).containsText("stream orders · source · #1 · orders-source-1.orders:8080");
			assertThat(row).containsText("Up");
			assertThat(row).containsText("TCP");
			assertThat(row).containsText("ms");
			assertThat(row.locator(".c-samples")).hasText("167");
			assertThat(row.getByRole(AriaRole.IMG)).hasAttribute("aria-label",
					Pattern.compile("Last \\d+ scrapes?: .* ms.*"));
			assertThat(row(page, "edge-gateway", "berlin")).containsText("WebSocket");
			assertThat(tile(page, "Apps")).containsText("16");
			assertThat(tile(page, "Left out")).containsText("2 failing");
			assertThat(tile(page, "Final pushes")).containsText("2");
			assertThat(page.locator("#connection")).hasText("Live");
		}
	}

	@Test
	void problemsComeFirstEachWithWhatToDo() {
		try (Page page = open(Screen.LAPTOP)) {
			Locator problems = page.locator("#problem-list > li");
			assertThat(problems).hasCount(3);
			Locator stalled = problems.filter(new Locator.FilterOptions().setHasText("Stalled: no answer in time"));
			assertThat(stalled).containsText("payments-sink");
			assertThat(stalled).containsText("What to do: Look for what keeps the app busy");
			assertThat(problems.filter(new Locator.FilterOptions().setHasText("break the rules")))
				.containsText("Line 1");
			assertThat(problems.last()).containsText("% of micrometer.prometheus-proxy.max-samples are in use");
			assertThat(problems.last()).containsText("fraud-check");
			assertThat(page.locator("#app-table tbody tr").first()).hasText(Pattern.compile("malformed|timeout"));
			stalled.getByRole(AriaRole.BUTTON).first().click();
			assertThat(page.locator("#details-title")).hasText("payments-sink");
			assertThat(page.locator("#details-reason")).containsText(Pattern.compile("not answered for \\d+\\.\\d s"));
			// It waits for the app as long as a scrape would.
			page.keyboard().press("Escape");
			assertThat(page.locator("#details")).not().isVisible();
		}
	}

	@Test
	void appsComeChangeAndGoWithoutAReload() {
		try (Page page = open(Screen.LAPTOP)) {
			Locator row = row(page, "late-comer", "");
			assertThat(row).hasCount(0);
			Map<String, String> tags = Map.of("application", "late-comer", "instance", "late:1");
			SimulatedApp killed = fleet.app(tags);
			assertThat(row).containsText("Not scraped yet");
			killed.close();
			assertThat(row.locator(".pill")).hasText(Pattern.compile("Lost (now|\\d+ s ago)"));
			assertThat(row.locator(".pill").evaluate("(pill) => pill.scrollWidth <= pill.clientWidth"))
				.as("not cut off")
				.isEqualTo(true);
			row.click();
			assertThat(page.locator("#details-facts")).containsText("Lost");
			page.keyboard().press("Escape");
			SimulatedApp app = fleet.app(tags);
			assertThat(row).containsText("Not scraped yet");
			fleet.scrape();
			assertThat(row).containsText("Up");
			app.says("garbage\n");
			fleet.scrape();
			assertThat(row).containsText("malformed");
			app.says("");
			app.pushAndClose();
			assertThat(row).hasCount(0);
			assertThat(page.locator("#push-table tbody tr").first()).containsText("late-comer");
			assertThat(page.locator("#push-table tbody tr").first()).containsText("not scraped yet");
			fleet.scrape();
			assertThat(page.locator("#push-table tbody tr").first()).not().containsText("not scraped yet");
		}
	}

	@Test
	void finalPushesHaveTheTimeThatTheyHaveLeft() {
		try (Page page = open(Screen.LAPTOP)) {
			Locator push = page.locator("#push-table tbody tr")
				.filter(new Locator.FilterOptions().setHasText("nightly-report"));
			assertThat(push).containsText("execution 318");
			assertThat(push.locator(".left")).hasText(Pattern.compile("\\d min \\d+ s"));
			push.click();
			assertThat(page.locator("#metrics-lines")).containsText("jvm_memory_used_bytes");
		}
	}

	@Test
	void theMetricsOfAnAppAreOneClickAwayAndCanBeSearched() {
		try (Page page = open(Screen.LAPTOP)) {
			row(page, "fraud-check", "").click();
			assertThat(page.locator("#metrics-count")).hasText(Pattern.compile("847 samples, \\d+ kB"));
			assertThat(page.locator("#metrics-lines")).containsText("# HELP jvm_memory_used_bytes");
			page.getByLabel("Search in metrics").fill("BUSINESS_value_1 north");
			assertThat(page.locator("#metrics-count")).hasText("110 of 847 samples");
			assertThat(page.locator("#metrics-lines mark").first()).hasText("business_value_1");
			page.getByLabel("Search in metrics").fill("used memory metaspace");
			assertThat(page.locator("#metrics-count")).hasText("1 of 847 samples");
			assertThat(page.locator("#metrics-lines .comment")).hasCount(2);
			page.getByLabel("Search in metrics").fill("no such thing");
			assertThat(page.locator("#metrics-lines")).containsText("No sample has all of these words");
			assertThat(page.locator("#details-facts")).containsText("protocol 2");
			assertThat(page.locator("#history-bars .bar").first()).isVisible();
			browsers.shoot(page, "details-laptop-light");
			String address = page.url();
			page.keyboard().press("Escape");
			page.navigate("about:blank");
			page.navigate(address);
			assertThat(page.locator("#details-title")).hasText("fraud-check");
		}
	}

	@Test
	void aHostileNameDoesNothing() {
		Map<String, String> tags = new LinkedHashMap<>();
		String name = "<img src=x onerror=\"window.hacked=1\">";
		tags.put("application", name);
		tags.put("instance", "'\"></td><script>window.hacked=2</script>");
		tags.put("stream_name", "${window.hacked=3}{{constructor.constructor('window.hacked=4')()}}");
		tags.put("application_name", "javascript:window.hacked=5");
		try (Page page = open(Screen.LAPTOP); Fleet hostile = new Fleet(proxy)) {
			hostile.app(tags);
			hostile.app(Map.of("application", name, "instance", "<b>1</b>")).says("<img src=x onerror=hacked=6>\n");
			hostile.scrape();
			assertThat(row(page, "javascript:window.hacked=5", "</td><script>")).containsText("Up");
			Locator second = row(page, name, "<b>1</b>");
			assertThat(second).containsText("malformed");
			second.click();
			assertThat(page.locator("#details-title")).hasText(name);
			page.keyboard().press("Escape");
			page.getByLabel("Search", exact()).fill("<img");
			assertThat(page.locator("#apps-count")).hasText(Pattern.compile("2 of .*"));
			row(page, "javascript:window.hacked=5", "").click();
			assertThat(page.locator("#metrics-lines")).containsText("<script>window.hacked=2</script>");
			assertThat(page
				.evaluate("() => window.hacked === undefined && document.querySelectorAll('main img').length === 0"))
				.isEqualTo(true);
			// Not even a script of our own could run markup.
			assertThat(page.evaluate(
					"() => { try { document.body.innerHTML = 'x'; return 'done'; } catch (e) { return 'refused'; } }"))
				.isEqualTo("refused");
			assertThat(browsers.faults()).as("the attempt is reported")
				.singleElement()
				.asString()
				.contains("TrustedHTML");
		}
		try (Page page = browsers
			.open(Browsers.options(Screen.LAPTOP, ColorScheme.LIGHT).setJavaScriptEnabled(false))) {
			page.navigate(proxy.uri("/").toString());
			assertThat(page.locator("pre.plain")).containsText("orders-source");
		}
	}

	@Test
	void searchFiltersAndOrderNarrowDownAndAreInTheAddress() {
		try (Page page = open(Screen.LAPTOP)) {
			page.locator("select[name=stream]").selectOption("payments");
			assertThat(page.locator("#apps-count")).hasText("4 of 16 apps");
			page.locator("select[name=state]").selectOption("failing");
			assertThat(page.locator("#apps-count")).hasText("1 of 16 apps");
			page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Clear")).click();
			page.getByLabel("Search", exact()).fill("orders #2 sink");
			assertThat(page.locator("#apps-count")).hasText("0 of 16 apps");
			assertThat(page.locator("#no-match")).hasText("No app matches.");
			page.getByLabel("Search", exact()).fill("orders sink-2");
			assertThat(page.locator("#apps-count")).hasText("1 of 16 apps");
			page.getByLabel("Search", exact()).fill("");
			page.locator("select[name=task]").selectOption("invoice-run");
			assertThat(page.locator("#apps-count")).hasText("1 of 16 apps");
			assertThat(page.locator("#pushes-count")).hasText("1 of 2");
			page.reload();
			assertThat(page.locator("#apps-count")).hasText("1 of 16 apps");
			page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Clear")).click();
			Locator samples = page.locator("#app-table th.c-samples");
			samples.getByRole(AriaRole.BUTTON).click();
			samples.getByRole(AriaRole.BUTTON).click();
			assertThat(samples).hasAttribute("aria-sort", "descending");
			assertThat(page.locator("#app-table tbody tr").first()).containsText("fraud-check");
		}
	}

	@Test
	void everythingCanBeReachedWithTheKeyboard() {
		try (Page page = open(Screen.LAPTOP)) {
			assertThat(page.locator("#apps-count")).hasText("16 apps");
			page.keyboard().press("Tab");
			assertThat(page.locator(".skip")).isFocused();
			page.keyboard().press("/");
			assertThat(page.getByLabel("Search", exact())).isFocused();
			page.keyboard().type("orders-s");
			assertThat(page.locator("#apps-count")).hasText("6 of 16 apps");
			Locator names = page.locator("#app-table .name");
			names.first().focus();
			page.keyboard().press("ArrowDown");
			assertThat(names.nth(1)).isFocused();
			page.keyboard().press("End");
			assertThat(names.last()).isFocused();
			fleet.scrape();
			page.keyboard().press("Enter");
			assertThat(page.locator("#details-title")).hasText("orders-source");
			assertThat(page.locator("#details-title")).isFocused();
			page.keyboard().press("Escape");
			assertThat(names.last()).isFocused();
			page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Pause")).press("Enter");
			assertThat(page.locator("#connection")).containsText("Paused at");
		}
	}

	@Test
	void nothingIsInTheWayOfPeopleWithDisabilitiesAsFarAsAProgramCanTell() {
		assertAccessible(Screen.PHONE, ColorScheme.LIGHT);
		assertAccessible(Screen.LAPTOP, ColorScheme.DARK);
		try (Page page = open(Screen.WIDE)) {
			assertThat(page.locator("#app-table tbody tr").first()).isVisible();
			assertAccessible(page);
		}
	}

	@Test
	void pictures() {
		for (int i = 0; i < 12; i++) {
			fleet.scrape();
		}
		for (Screen screen : Screen.values()) {
			for (ColorScheme colors : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
				try (Page page = open(screen, colors)) {
					assertThat(page.locator("#app-table tbody tr").first()).isVisible();
					browsers.shoot(page, "page-" + screen.name().toLowerCase(Locale.ROOT) + "-"
							+ colors.name().toLowerCase(Locale.ROOT));
				}
			}
		}
	}

	@Test
	void theFirstStartSaysHowToConnectAndARestartIsNoticed() throws InterruptedException {
		empty.awaitReady();
		Browser.NewContextOptions options = Browsers.options(Screen.LAPTOP, ColorScheme.LIGHT);
		try (Page stranger = browsers.open(options)) {
			assertThat(stranger.request().get(empty.uri("/").toString()).status()).isEqualTo(401);
			assertThat(stranger.request().get(empty.uri("/status/events").toString()).status()).isEqualTo(401);
			assertThat(stranger.request().get(empty.uri("/status/files/main.js").toString()).status()).isEqualTo(401);
		}
		try (Page page = browsers.open(options.setHttpCredentials("prometheus", "secret"));
				Fleet first = new Fleet(empty)) {
			page.navigate(empty.uri("/").toString());
			assertThat(page.locator("#welcome-title")).hasText("Connect the first app");
			assertThat(page.locator("#steps")).containsText("micrometer.prometheus.rsocket.port=" + empty.tcpPort());
			assertAccessible(page);
			browsers.shoot(page, "empty-laptop-light");
			first.app(Map.of("application", "first", "instance", "first:1"));
			assertThat(page.locator("#welcome")).not().isVisible();
			assertThat(row(page, "first", "")).containsText("Not scraped yet");
			long before = System.nanoTime();
			empty.stop();
			assertThat(Duration.ofNanos(System.nanoTime() - before)).as("who watches does not hold up the end")
				.isLessThan(Duration.ofSeconds(15));
			assertThat(page.locator("#connection")).hasText(Pattern.compile("Reconnecting …|Proxy not reachable"));
			browsers.faults();
			empty.startAgain();
			empty.awaitReady();
			assertThat(page.locator("#connection")).hasText("Live",
					new LocatorAssertions.HasTextOptions().setTimeout(60_000));
			assertThat(page.locator("#welcome")).isVisible();
			browsers.faults();
		}
	}

	private static void assertAccessible(Screen screen, ColorScheme colors) {
		try (Page page = open(screen, colors)) {
			assertThat(page.locator("#app-table tbody tr").first()).isVisible();
			page.locator("#limits summary").click();
			assertAccessible(page);
			page.locator("#app-table .name").last().click();
			assertThat(page.locator("#metrics-lines .metric").first()).isVisible();
			assertAccessible(page);
			assertThat(page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))
				.as("nothing to be scrolled sideways on a " + screen)
				.isEqualTo(true);
		}
	}

	private static void assertAccessible(Page page) {
		assertThat(new AxeBuilder(page).analyze()
			.getViolations()
			.stream()
			.map((rule) -> rule.getId() + ": " + rule.getHelp() + " "
					+ rule.getNodes().stream().map((node) -> node.getTarget() + " " + node.getHtml()).toList()))
			.isEmpty();
	}

	private static Page open(Screen screen) {
		return open(screen, ColorScheme.LIGHT);
	}

	private static Page open(Screen screen, ColorScheme colors) {
		Page page = browsers.open(screen, colors);
		page.navigate(proxy.uri("/").toString());
		return page;
	}

	private static Locator row(Page page, String name, String subtitle) {
		return page.locator("#app-table tbody tr")
			.filter(new Locator.FilterOptions()
				.setHas(page.locator(".name").getByText(name, new Locator.GetByTextOptions().setExact(true))))
			.filter(new Locator.FilterOptions().setHasText(subtitle));
	}

	private static Locator tile(Page page, String name) {
		return page.locator(".tile").filter(new Locator.FilterOptions().setHas(page.locator("dt").getByText(name)));
	}

	private static Page.GetByLabelOptions exact() {
		return new Page.GetByLabelOptions().setExact(true);
	}

}
