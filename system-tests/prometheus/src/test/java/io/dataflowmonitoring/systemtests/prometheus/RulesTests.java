package io.dataflowmonitoring.systemtests.prometheus;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules that users copy are complete. That they do what they should is for
 * {@code promtool test rules}.
 */
class RulesTests {

	private static final Path PROMETHEUS = Path.of("..", "..", "prometheus");

	private static final Pattern RECORDED = Pattern.compile("\\b[a-z_]+:[a-z]\\w*:\\w+\\b");

	private static List<Map<String, Object>> groups = List.of();

	private static List<Map<String, Object>> rules = List.of();

	/** All {@code tests} of the test files. */
	private static List<Map<String, Object>> tests = List.of();

	@BeforeAll
	static void read() throws IOException {
		groups = entries("rules", "groups");
		rules = groups.stream().flatMap((group) -> list(group, "rules").stream()).toList();
		tests = entries("tests", "tests");
	}

	@Test
	void eachAlertTellsItsSeverityWhatHappensWithWhichValueAndWhatToDo() {
		assertThat(alerts()).isNotEmpty().allSatisfy((alert) -> {
			assertThat(map(alert, "labels").get("severity")).isIn("critical", "warning");
			Map<String, Object> annotations = map(alert, "annotations");
			assertThat(annotations).containsOnlyKeys("summary", "description", "runbook");
			assertThat(annotations.get("runbook").toString()).hasSizeGreaterThan(100);
		});
	}

	@Test
	void eachAlertHasATestInWhichItFiresAndOneInWhichItIsSilent() {
		Set<String> fire = new TreeSet<>();
		Set<String> silent = new TreeSet<>();
		for (Map<String, Object> test : tests) {
			for (Map<String, Object> expectation : list(test, "alert_rule_test")) {
				Set<String> outcome = list(expectation, "exp_alerts").isEmpty() ? silent : fire;
				outcome.add(String.valueOf(expectation.get("alertname")));
			}
		}
		Set<String> names = alerts().stream()
			.map((alert) -> String.valueOf(alert.get("alert")))
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(fire).isEqualTo(names);
		assertThat(silent).isEqualTo(names);
	}

	@Test
	void eachRecordedSeriesThatIsNamedAnywhereIsRecorded() throws IOException {
		Set<String> recorded = rules.stream()
			.filter((rule) -> rule.containsKey("record"))
			.map((rule) -> String.valueOf(rule.get("record")))
			.collect(Collectors.toCollection(TreeSet::new));
		Set<String> named = new TreeSet<>();
		List<Path> files = new ArrayList<>(files("rules"));
		files.addAll(files("tests"));
		files.add(PROMETHEUS.resolve("README.md"));
		for (Path file : files) {
			Matcher matcher = RECORDED.matcher(Files.readString(file));
			while (matcher.find()) {
				named.add(matcher.group());
			}
		}
		assertThat(named).isEqualTo(recorded);
	}

	@Test
	void theTestsEvaluateAllGroupsInAGivenOrder() throws IOException {
		Set<Object> names = groups.stream()
			.map((group) -> group.get("name"))
			.collect(Collectors.toCollection(LinkedHashSet::new));
		for (Path file : files("tests")) {
			assertThat(document(file)).as(file.toString())
				.extractingByKey("group_eval_order", InstanceOfAssertFactories.LIST)
				.hasSameElementsAs(names);
		}
	}

	@Test
	void theReadmeListsEachAlert() throws IOException {
		String readme = Files.readString(PROMETHEUS.resolve("README.md"));
		assertThat(alerts()).allSatisfy((alert) -> assertThat(readme).contains("`" + alert.get("alert") + "`"));
	}

	private static List<Map<String, Object>> alerts() {
		return rules.stream().filter((rule) -> rule.containsKey("alert")).toList();
	}

	private static List<Map<String, Object>> entries(String folder, String key) throws IOException {
		List<Map<String, Object>> entries = new ArrayList<>();
		for (Path file : files(folder)) {
			entries.addAll(list(document(file), key));
		}
		return entries;
	}

	private static List<Path> files(String folder) throws IOException {
		List<Path> files = new ArrayList<>();
		try (DirectoryStream<Path> found = Files.newDirectoryStream(PROMETHEUS.resolve(folder), "*.yml")) {
			found.forEach(files::add);
		}
		assertThat(files).isNotEmpty();
		return files;
	}

	private static Map<String, Object> document(Path file) throws IOException {
		LoaderOptions options = new LoaderOptions();
		options.setMaxAliasesForCollections(200);
		try (Reader reader = Files.newBufferedReader(file)) {
			return new Yaml(new SafeConstructor(options)).load(reader);
		}
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> list(Map<String, Object> node, String key) {
		return (List<Map<String, Object>>) node.getOrDefault(key, List.of());
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> map(Map<String, Object> node, String key) {
		return (Map<String, Object>) node.getOrDefault(key, Map.of());
	}

}
