package io.dataflowmonitoring.systemtests.statuspage;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Playwright.CreateOptions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;

import io.dataflowmonitoring.systemtests.support.Tools;

/**
 * The installed Chromium, without a window. Whatever a page complains about, and whatever
 * it asks of anybody but this machine, is a fault.
 */
final class Browsers implements AutoCloseable {

	private static final double TIMEOUT_MILLIS = 15_000;

	private final Playwright playwright;

	private final Browser browser;

	private final List<String> faults = new CopyOnWriteArrayList<>();

	private final Path screenshots;

	Browsers(Path screenshots) {
		Path chromium = Tools.require(Tools.find("chromium"),
				"chromium is not on PATH: the status page is not looked at (Debian: apt-get install chromium)");
		this.screenshots = screenshots;
		this.playwright = Playwright
			.create(new CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
		this.browser = this.playwright.chromium()
			.launch(new LaunchOptions().setExecutablePath(chromium)
				.setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-background-networking",
						"--disable-component-update", "--disable-sync", "--no-first-run", "--hide-scrollbars")));
	}

	/**
	 * Opens a page of its own.
	 */
	Page open(Screen screen, ColorScheme colors) {
		return open(options(screen, colors));
	}

	Page open(Browser.NewContextOptions options) {
		BrowserContext context = this.browser.newContext(options);
		context.setDefaultTimeout(TIMEOUT_MILLIS);
		Page page = context.newPage();
		page.onPageError((error) -> this.faults.add("Error: " + error));
		page.onConsoleMessage((message) -> {
			boolean appFailed = message.location().contains("/metrics") && message.text().contains("Failed to load");
			if (!appFailed && (message.type().equals("error") || message.type().equals("warning"))) {
				this.faults.add(message.type() + ": " + message.text() + " at " + message.location());
			}
		});
		page.onRequest((request) -> {
			if (!request.url().startsWith("http://127.0.0.1:")) {
				this.faults.add("Asks " + request.url());
			}
		});
		page.onDialog((dialog) -> {
			this.faults.add("Shows a dialog: " + dialog.message());
			dialog.dismiss();
		});
		return page;
	}

	static Browser.NewContextOptions options(Screen screen, ColorScheme colors) {
		return new Browser.NewContextOptions().setViewportSize(screen.width, screen.height)
			.setColorScheme(colors)
			.setLocale("en-GB")
			.setTimezoneId("UTC")
			.setReducedMotion(ReducedMotion.REDUCE);
	}

	/**
	 * Writes what is to be seen to {@code target/screenshots}, on a phone the whole page.
	 */
	void shoot(Page page, String name) {
		boolean phone = page.viewportSize().width == Screen.PHONE.width;
		page.screenshot(new ScreenshotOptions().setPath(this.screenshots.resolve(name + ".png")).setFullPage(phone));
	}

	/**
	 * Returns what pages complained about since this was asked last.
	 */
	List<String> faults() {
		List<String> faults = List.copyOf(this.faults);
		this.faults.clear();
		return faults;
	}

	@Override
	public void close() {
		this.browser.close();
		this.playwright.close();
	}

	/**
	 * How large a window is.
	 */
	enum Screen {

		PHONE(390, 844), LAPTOP(1_366, 900), WIDE(1_920, 1_200);

		private final int width;

		private final int height;

		Screen(int width, int height) {
			this.width = width;
			this.height = height;
		}

	}

}
