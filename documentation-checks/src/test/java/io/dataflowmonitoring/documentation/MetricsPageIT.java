package io.dataflowmonitoring.documentation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.dataflowmonitoring.client.PrometheusRSocketClient;
import io.dataflowmonitoring.client.PrometheusRSocketClientMetrics;
import io.dataflowmonitoring.systemtests.support.Http;
import io.dataflowmonitoring.systemtests.support.Processes;
import io.dataflowmonitoring.systemtests.support.Proxy;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The page of metrics says what the packaged proxy and an app that is connected to it
 * expose.
 */
class MetricsPageIT {

	private static final String PAGE = "docs/metrics.md";

	private static final Map<String, String> IDENTITY = Map.of("application", "a", "instance", "b", "stream_name", "c",
			"application_name", "d", "application_type", "e", "application_guid", "f", "instance_index", "0",
			"spring_cloud_task_name", "h", "spring_cloud_task_execution_id", "1");

	private static final Pattern HELP = Pattern.compile("# HELP (\\S+) (.*)");

	private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (.*)");

	private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)\\})? \\S+");

	private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

	@RegisterExtension
	static final Processes processes = new Processes();

	@Test
	void thePageHasEachMetricOfTheProxyAndOfTheStarter() throws InterruptedException {
		Proxy proxy = Proxy.start(processes);
		PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		try (PrometheusRSocketClient client = PrometheusRSocketClient.builder(registry::scrape)
			.proxy("127.0.0.1", proxy.tcpPort())
			.identity(IDENTITY)
			.connect()) {
			new PrometheusRSocketClientMetrics(client).bindTo(registry);
			GeneratedPart.check(PAGE, "metrics of an app", table(registry.scrape(), (name) -> true));
			await().atMost(Duration.ofSeconds(60))
				.untilAsserted(() -> assertThat(proxy.scrape().samples("prometheus_rsocket_connected")).isNotEmpty());
			GeneratedPart.check(PAGE, "metrics of the proxy",
					table(Http.get(proxy.uri("/metrics/proxy")), (name) -> name.startsWith("prometheus_proxy_")));
			assertThat(client.pushAndClose().acknowledged()).isTrue();
		}
		GeneratedPart.check(PAGE, "metrics beside those of the apps",
				table(Http.get(proxy.uri("/metrics/connected")), (name) -> name.startsWith("prometheus_proxy_")));
	}

	private static String table(String exposition, Predicate<String> filter) {
		Map<String, Family> families = new TreeMap<>();
		exposition.lines().forEach((line) -> {
			Matcher help = HELP.matcher(line);
			Matcher type = TYPE.matcher(line);
			Matcher sample = SAMPLE.matcher(line);
			if (help.matches()) {
				families.computeIfAbsent(help.group(1), Family::new).help = help.group(2);
			}
			else if (type.matches()) {
				families.computeIfAbsent(type.group(1), Family::new).type = type.group(2);
			}
			else if (sample.matches()) {
				family(families, sample.group(1)).add(sample.group(2));
			}
		});
		String rows = families.values()
			.stream()
			.filter((family) -> filter.test(family.name))
			.map(Family::row)
			.collect(Collectors.joining());
		assertThat(rows).isNotEmpty();
		return "| metric | type | unit | labels | meaning |\n| --- | --- | --- | --- | --- |\n" + rows;
	}

	private static Family family(Map<String, Family> families, String sample) {
		return Stream.of(sample, sample.replaceFirst("_(count|sum|bucket)$", ""))
			.filter(families::containsKey)
			.findFirst()
			.map(families::get)
			.orElseThrow(() -> new AssertionError("No TYPE before the sample " + sample));
	}

	/**
	 * What an exposition says about the samples of one name.
	 */
	private static final class Family {

		private final String name;

		private final Map<String, Set<String>> labels = new TreeMap<>();

		private String type = "untyped";

		private String help = "";

		Family(String name) {
			this.name = name;
		}

		void add(String labels) {
			if (labels != null) {
				LABEL.matcher(labels)
					.results()
					.forEach((label) -> this.labels.computeIfAbsent(label.group(1), (name) -> new TreeSet<>())
						.add(label.group(2)));
			}
		}

		String row() {
			assertThat(this.help).as("The help text of %s says what it means", this.name).isNotEmpty();
			return "| " + String.join(" | ", "`" + this.name + "`", this.type, unit(), labels(), this.help) + " |\n";
		}

		private String unit() {
			String name = this.name.replaceFirst("_(total|max)$", "");
			return Stream.of("seconds", "bytes", "ratio")
				.filter((unit) -> name.endsWith("_" + unit))
				.findFirst()
				.orElse("");
		}

		private String labels() {
			List<String> cells = new ArrayList<>();
			boolean ofAnApp = this.labels.keySet().containsAll(IDENTITY.keySet());
			this.labels.forEach((label, values) -> {
				if (!ofAnApp) {
					cells.add("`" + label + "`: "
							+ values.stream().map((value) -> "`" + value + "`").collect(Collectors.joining(", ")));
				}
				else if (!IDENTITY.containsKey(label)) {
					cells.add("`" + label + "`");
				}
			});
			if (ofAnApp) {
				cells.add("those of the app");
			}
			return String.join(ofAnApp ? ", " : "<br>", cells);
		}

	}

}
