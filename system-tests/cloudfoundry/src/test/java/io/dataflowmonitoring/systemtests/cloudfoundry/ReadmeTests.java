package io.dataflowmonitoring.systemtests.cloudfoundry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.dataflowmonitoring.systemtests.cloudfoundry.Manifest.Application;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The commands of the guide fit the manifests. They are not run: that takes a Cloud
 * Foundry.
 */
class ReadmeTests {

	private static final Pattern BLOCK = Pattern.compile("^```shell\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

	private static final String README = Manifest.read(Manifest.FOLDER.resolve("README.md"));

	private static final List<String> COMMANDS = BLOCK.matcher(README)
		.results()
		.flatMap((MatchResult block) -> block.group(1).lines())
		.toList();

	private static final String PROXY = "dataflow-proxy";

	private static final String PROMETHEUS = "dataflow-prometheus";

	private static final Set<String> APPS = Manifest.allApplications()
		.stream()
		.map(Application::name)
		.collect(Collectors.toSet());

	private static List<List<String>> commands(String prefix) {
		return COMMANDS.stream()
			.filter((command) -> command.startsWith(prefix + " "))
			.map((command) -> Arrays.asList(command.substring(prefix.length() + 1).split(" ")))
			.toList();
	}

	@Test
	void eachCommandIsOneThatIsCheckedHere() {
		assertThat(COMMANDS).isNotEmpty()
			.allSatisfy((command) -> assertThat(command).matches(
					"\\./mvnw .*|cp prometheus/rules/.* cloudfoundry/prometheus/rules/|route=.*|cf (push|create-user-provided-service|add-network-policy|run-task|ssh"
							+ "|create-route|curl|delete|delete-service) .*"));
	}

	@ParameterizedTest
	@FieldSource("io.dataflowmonitoring.systemtests.cloudfoundry.Manifest#FILES")
	void eachManifestIsPushedOnceWithTheVariablesThatItHas(String file) {
		List<List<String>> pushes = commands("cf push").stream()
			.filter((words) -> words.get(1).equals("cloudfoundry/" + file))
			.toList();
		assertThat(pushes).singleElement().satisfies((words) -> {
			assertThat(words).first().isEqualTo("-f");
			boolean variables = Manifest.VARIABLE.matcher(Manifest.read(Manifest.FOLDER.resolve(file))).find();
			assertThat(String.join(" ", words).contains("--vars-file cloudfoundry/vars.yml")).isEqualTo(variables);
			assertThat(words.contains("--task")).isEqualTo(file.equals("task.yml"));
		});
	}

	@Test
	void allRulesButThoseOfWhatIsExpectedAreCopied() throws IOException {
		List<String> copied = commands("cp").get(0);
		try (Stream<Path> rules = Files.list(Manifest.FOLDER.resolveSibling("prometheus/rules"))) {
			assertThat(copied.subList(0, copied.size() - 1))
				.containsExactlyInAnyOrderElementsOf(rules.map((file) -> "prometheus/rules/" + file.getFileName())
					.filter((file) -> !file.matches(".*/(expected|kustomization)[.]yml|.*[.]yaml"))
					.toList());
		}
		assertThat(Manifest.FOLDER.getParent().resolve(copied.get(copied.size() - 1)).resolve("expected.yml")).exists();
	}

	@Test
	void eachAppMayConnectToTheProxyAndPrometheusMayScrapeIt() {
		Map<String, String> expected = APPS.stream()
			.filter((app) -> !app.equals(PROXY))
			.collect(Collectors.toMap((app) -> app, (app) -> app.equals(PROMETHEUS) ? "8080" : "7001"));
		List<List<String>> policies = commands("cf add-network-policy");
		assertThat(policies).allSatisfy(
				(words) -> assertThat(words.subList(1, 5)).containsExactly(PROXY, "--protocol", "tcp", "--port"));
		assertThat(policies.stream().collect(Collectors.toMap((words) -> words.get(0), (words) -> words.get(5))))
			.isEqualTo(expected);
	}

	@Test
	void theServiceHasTheCredentialThatTheManifestReads() {
		assertThat(commands("cf create-user-provided-service")).singleElement()
			.satisfies(
					(words) -> assertThat(words).startsWith(Manifest.variables().get("kafka"), "-p", "'{\"brokers\":"));
		assertThat(Manifest.read("stream.yml").applications())
			.allSatisfy((app) -> assertThat(app.environment().get("SPRING_CLOUD_STREAM_KAFKA_BINDER_BROKERS"))
				.endsWith(".brokers}"));
	}

	@Test
	void allAppsAreDeletedTheProxyLast() {
		List<String> deleted = commands("cf delete").stream().map((words) -> words.get(0)).toList();
		assertThat(deleted).containsExactlyInAnyOrderElementsOf(APPS).last().isEqualTo(PROXY);
		assertThat(commands("cf delete-service")).singleElement()
			.satisfies((words) -> assertThat(words).first().isEqualTo(Manifest.variables().get("kafka")));
	}

	@Test
	void onlyAppsThatThereAreAreRunAndLookedAt() {
		Stream<List<String>> used = Stream.of("cf run-task", "cf ssh").flatMap((prefix) -> commands(prefix).stream());
		assertThat(used).isNotEmpty().allSatisfy((words) -> assertThat(APPS).contains(words.get(0)));
	}

	@Test
	void theTcpRouteLeadsToThePortForApps() {
		assertThat(commands("cf create-route")).singleElement()
			.satisfies((words) -> assertThat(words).containsExactly("tcp.example.com", "--port", "7001"));
		assertThat(commands("cf curl")).singleElement()
			.satisfies((words) -> assertThat(String.join(" ", words)).contains("$(cf app " + PROXY + " --guid)")
				.contains("\"port\": 7001}"));
	}

	@Test
	void theMemoryThatTheGuideAsksForSuffices() {
		int needed = Manifest.allApplications().stream().mapToInt((app) -> app.instances() * app.memory()).sum();
		assertThat(README).contains("may have 6 GB of memory");
		assertThat(needed).isBetween(5 * 1024, 6 * 1024);
	}

}
