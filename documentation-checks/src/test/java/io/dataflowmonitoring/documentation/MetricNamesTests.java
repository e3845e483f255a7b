package io.dataflowmonitoring.documentation;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each metric of this project that a page names exists, and so does each of its labels.
 * Those of libraries are the business of the tests that query them.
 */
class MetricNamesTests {

	private static final String PAGE = "docs/metrics.md";

	private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z_]+)` \\| \\w+ \\|[^|]*\\| (.*?) \\|");

	private static final Pattern CODE = Pattern.compile("`([^`]+)`");

	private static final Pattern EXPLAINED = Pattern.compile("`(?:reason|result|limit)`: ([^<]*)");

	/** A name, with what stands in braces after it. */
	private static final Pattern NAME = Pattern.compile(
			"(?<![\\w./:-])((?:prometheus_proxy|prometheus_rsocket|demo|shop|report)_[a-z_]+)(\\*?)(?:\\{([^}]*)\\})?(?![\\w.-])");

	private static final Pattern LABEL = Pattern.compile("\\s*([a-zA-Z_]\\w*)\\s*(?:(?:=~|!~|!=|=)\\s*[\"'].*)?");

	/** What a library makes of one meter. */
	private static final String SUFFIXES = "(_total|_seconds|_count|_sum|_bucket|_max|_bytes)*$";

	/** Those that the starter and Prometheus give to any metric. */
	private static final Set<String> OF_ANY_METRIC = Set.of("application", "instance", "stream_name",
			"application_name", "application_type", "application_guid", "instance_index", "spring_cloud_task_name",
			"spring_cloud_task_execution_id", "job", "exported_instance", "le", "quantile", "organization_name",
			"space_name");

	private static final Map<String, Set<String>> labels = new HashMap<>();

	static {
		ROW.matcher(Repository.read(PAGE)).results().forEach((row) -> {
			Set<String> names = CODE.matcher(row.group(2))
				.results()
				.map((MatchResult label) -> label.group(1))
				.collect(Collectors.toSet());
			labels.put(row.group(1), names);
		});
	}

	/** In the code, names have dots. */
	private static final Set<String> inSources = SourceNames.literals()
		.stream()
		.filter((literal) -> literal.matches("[a-z]+([.][a-z]+)+"))
		.map((literal) -> literal.replace('.', '_'))
		.collect(Collectors.toSet());

	static List<Page> pages() {
		return Repository.pages();
	}

	@ParameterizedTest
	@MethodSource("pages")
	void aMetricOfOursThatAPageNamesExists(Page page) {
		for (String code : page.allCode()) {
			NAME.matcher(code)
				.results()
				.forEach((name) -> assertThat(isKnown(name.group(1), !name.group(2).isEmpty()))
					.as("%s names the metric %s in `%s`. Neither %s nor the code of the sample apps has it (after a new metric of the proxy or the starter, run docs/update)",
							page, name.group(1), code, PAGE)
					.isTrue());
		}
	}

	@ParameterizedTest
	@MethodSource("pages")
	void aLabelOfAMetricOfOursThatAPageNamesExists(Page page) {
		for (String code : page.allCode()) {
			NAME.matcher(code).results().filter((name) -> name.group(3) != null).forEach((name) -> {
				Set<String> known = labelsOf(name.group(1));
				assertThat(labelsIn(name.group(3))).as("Labels of %s in `%s` of %s", name.group(1), code, page)
					.isSubsetOf(known);
			});
		}
	}

	/** The page of metrics only lists them. */
	@Test
	void theReadmeOfTheProxyExplainsEachValueOfALabel() {
		String readme = Repository.read("prometheus-rsocket-proxy/README.md");
		ROW.matcher(Repository.read(PAGE))
			.results()
			.filter((row) -> row.group(1).startsWith("prometheus_proxy_"))
			.forEach((row) -> EXPLAINED.matcher(row.group(2))
				.results()
				.flatMap((label) -> CODE.matcher(label.group(1)).results())
				.map((MatchResult value) -> value.group(1))
				.forEach((value) -> assertThat(readme.lines().filter((line) -> line.contains("`" + row.group(1) + "{")))
					.as("The row of %s in the proxy's README explains %s", row.group(1), value)
					.anyMatch((line) -> line.matches(".*[`\"]" + value + "[`\"].*"))));
	}

	@Test
	void aNameThatDoesNotExistIsNotTakenForKnown() {
		assertThat(isKnown("prometheus_proxy_app_up", false)).isTrue();
		assertThat(isKnown("prometheus_proxy_app", true)).isTrue();
		assertThat(isKnown("prometheus_proxy_app_down", false)).isFalse();
		assertThat(isKnown("demo_orders_received_total", false)).isTrue();
		assertThat(isKnown("demo_orders_recieved_total", false)).isFalse();
		assertThat(labelsIn("app…,reason=\"none\", le='1'")).containsExactlyInAnyOrder("reason", "le");
	}

	private static boolean isKnown(String name, boolean beginning) {
		if (beginning || name.endsWith("_")) {
			return labels.keySet().stream().anyMatch((known) -> known.startsWith(name))
					|| inSources.stream().anyMatch((known) -> known.startsWith(name));
		}
		return labels.containsKey(name) || labels.containsKey(name.replaceFirst("_(count|sum|bucket)$", ""))
				|| inSources.contains(name) || inSources.contains(name.replaceFirst(SUFFIXES, ""));
	}

	private static Set<String> labelsOf(String name) {
		Set<String> known = new TreeSet<>(OF_ANY_METRIC);
		known.addAll(labels.getOrDefault(name, Set.of()));
		known.addAll(labels.getOrDefault(name.replaceFirst("_(count|sum|bucket)$", ""), Set.of()));
		if (!name.startsWith("prometheus_")) {
			known.addAll(SourceNames.literals());
		}
		return known;
	}

	private static Set<String> labelsIn(String braces) {
		return Arrays.stream(braces.split(","))
			.filter((label) -> !label.contains("…"))
			.map(LABEL::matcher)
			.filter(Matcher::matches)
			.map((label) -> label.group(1))
			.collect(Collectors.toCollection(TreeSet::new));
	}

}
