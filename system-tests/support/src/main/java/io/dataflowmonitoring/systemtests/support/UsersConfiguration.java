package io.dataflowmonitoring.systemtests.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The configuration of Prometheus that users get, {@code prometheus/prometheus.yml}.
 */
public final class UsersConfiguration {

	private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(4);

	private UsersConfiguration() {
	}

	/**
	 * Returns it with another address of the proxy and another interval.
	 * @param proxy the proxy
	 * @param interval the time between two scrapes, in whole seconds
	 * @return the configuration, as YAML
	 * @throws IOException if the file cannot be read
	 */
	public static String of(Proxy proxy, Duration interval) throws IOException {
		String address = "127.0.0.1:" + proxy.httpPort();
		String scrapeInterval = "scrape_interval: " + interval.toSeconds() + "s";
		// Prometheus wants the timeout not to be longer than the interval.
		Duration timeout = (interval.compareTo(LONGEST_TIMEOUT) < 0) ? interval : LONGEST_TIMEOUT;
		String configuration = Files
			.readString(Path.of(System.getProperty("project.root"), "prometheus", "prometheus.yml"))
			.replaceAll("[\\w.-]+:8080\\b", address)
			.replaceAll("scrape_interval: \\w+", scrapeInterval)
			.replaceAll("scrape_timeout: \\w+", "scrape_timeout: " + timeout.toSeconds() + "s");
		assertThat(configuration).contains(address, scrapeInterval);
		return configuration;
	}

	/**
	 * Returns the same with the rules, evaluated once an interval. Without this they are
	 * not found, since Prometheus looks for them from the configuration's folder.
	 * @param proxy the proxy
	 * @param interval the time between two scrapes, in whole seconds
	 * @return the configuration, as YAML
	 * @throws IOException if the file cannot be read
	 */
	public static String withRules(Proxy proxy, Duration interval) throws IOException {
		Path rules = Path.of(System.getProperty("project.root"), "prometheus", "rules").toAbsolutePath().normalize();
		String named = "- '" + rules + "/*.yml'";
		String configuration = of(proxy, interval).replace("- rules/*.yml", named)
			.replaceAll("evaluation_interval: \\w+", "evaluation_interval: " + interval.toSeconds() + "s");
		assertThat(configuration).contains(named);
		return configuration;
	}

}
