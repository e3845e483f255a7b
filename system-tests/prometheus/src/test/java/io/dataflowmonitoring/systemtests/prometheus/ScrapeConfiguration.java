package io.dataflowmonitoring.systemtests.prometheus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/** The scrape configurations that users copy, in a hurry and for a proxy of one's own. */
final class ScrapeConfiguration {

	private ScrapeConfiguration() {
	}

	static String read(String file, int proxyPort) throws IOException {
		String text = Files.readString(Path.of(System.getProperty("project.root"), "prometheus", file));
		assertThat(text).contains("localhost:8080", "scrape_interval: 5s", "scrape_timeout: 4s");
		return text.replace("localhost:8080", "127.0.0.1:" + proxyPort)
			.replace("scrape_interval: 5s", "scrape_interval: 1s")
			.replace("scrape_timeout: 4s", "scrape_timeout: 1s")
			.replace("refresh_interval: 10s", "refresh_interval: 1s");
	}

	/**
	 * The same with the rules, which are found from the configuration's folder otherwise.
	 */
	static String readWithRules(String file, int proxyPort) throws IOException {
		String text = read(file, proxyPort);
		assertThat(text).contains("evaluation_interval: 5s", "- rules/*.yml");
		Path rules = Path.of(System.getProperty("project.root"), "prometheus", "rules").toAbsolutePath().normalize();
		return text.replace("evaluation_interval: 5s", "evaluation_interval: 1s")
			.replace("- rules/*.yml", "- '" + rules + "/*.yml'");
	}

}
