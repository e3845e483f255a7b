package io.dataflowmonitoring.systemtests.cloudfoundry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.dataflowmonitoring.systemtests.cloudfoundry.Manifest.Application;
import io.dataflowmonitoring.systemtests.support.Tools;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The manifests and Prometheus's configurations fit each other and the jars.
 */
class ManifestTests {

	private static final String PROXY_PORT = "8080";

	private static final Application PROXY = Manifest.application("dataflow-proxy");

	static Stream<Application> applications() {
		return Manifest.allApplications().stream();
	}

	static Stream<Application> javaApplications() {
		return applications().filter(Application::isJava);
	}

	static Stream<Application> monitoredApplications() {
		return javaApplications().filter((app) -> !app.equals(PROXY));
	}

	@Test
	void noTwoAppsHaveTheSameName() {
		assertThat(applications().map(Application::name)).doesNotHaveDuplicates();
	}

	@Test
	void eachVariableHasAUse() {
		Set<String> used = Manifest.FILES.stream()
			.flatMap((file) -> Manifest.VARIABLE.matcher(Manifest.read(Manifest.FOLDER.resolve(file))).results())
			.map((variable) -> variable.group(1))
			.collect(Collectors.toSet());
		assertThat(Manifest.variables()).containsOnlyKeys(used);
	}

	@ParameterizedTest
	@MethodSource("javaApplications")
	void aJarIsWhereItsModuleMakesIt(Application app) throws IOException {
		Path module = app.path().getParent().getParent();
		assertThat(app.path().getParent()).hasFileName("target");
		assertThat(app.path()).hasFileName(module.getFileName() + ".jar");
		assertThat(Files.readString(module.resolve("pom.xml")))
			.contains("<finalName>${project.artifactId}</finalName>");
	}

	@ParameterizedTest
	@MethodSource("applications")
	void anAppIsReachedOnInternalRoutesOnly(Application app) {
		assertThat(app.has("no-route")).isNotEqualTo(app.has("routes"));
		String internal = "." + Manifest.variables().get("internal-domain");
		assertThat(app.routes()).allSatisfy((route) -> assertThat(route).endsWith(internal));
	}

	@ParameterizedTest
	@MethodSource("applications")
	void anHttpCheckHasAnEndpointAndOthersHaveNone(Application app) {
		assertThat(app.text("health-check-type").equals("http")).isEqualTo(app.has("health-check-http-endpoint"));
		assertThat(app.has("readiness-health-check-type")).isEqualTo(app.has("readiness-health-check-http-endpoint"));
	}

	@ParameterizedTest
	@MethodSource("javaApplications")
	void theHeapGetsWhatIsLeftAndThatIsEnough(Application app) {
		assertThat(app.heap()).isBetween(256, app.memory() / 2 + 64);
	}

	@ParameterizedTest
	@MethodSource("javaApplications")
	void anAppThatIsStoppedIsDoneBeforeItIsKilled(Application app) {
		assertThat(seconds(app, "SPRING_LIFECYCLE_TIMEOUTPERSHUTDOWNPHASE")
				+ seconds(app, "MICROMETER_PROMETHEUS_RSOCKET_TIMEOUT"))
			.isLessThan(10);
		assertThat(seconds(app, "MICROMETER_PROMETHEUSPROXY_DRAINTIMEOUT"))
			.isLessThan(seconds(app, "SPRING_LIFECYCLE_TIMEOUTPERSHUTDOWNPHASE"));
	}

	private static int seconds(Application app, String variable) {
		return Integer.parseInt(app.environment().getOrDefault(variable, "0s").replace("s", ""));
	}

	/**
	 * As Spring Boot makes a variable of a property: without hyphens, dots as
	 * underscores.
	 */
	@ParameterizedTest
	@MethodSource("javaApplications")
	void aVariableForTheProxyOrTheStarterIsAPropertyOfItsReadme(Application app) {
		Set<String> known = Stream.of("prometheus-rsocket-proxy", "prometheus-rsocket-spring")
			.map((module) -> Manifest.read(Manifest.FOLDER.resolveSibling(module).resolve("README.md")))
			.flatMap((readme) -> Pattern.compile("`([a-z.-]+)`").matcher(readme).results())
			.map((property) -> property.group(1))
			.flatMap((property) -> Stream.of(property, "micrometer.prometheus.rsocket." + property))
			.map((property) -> property.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT))
			.collect(Collectors.toSet());
		assertThat(app.environment().keySet().stream().filter((variable) -> variable.startsWith("MICROMETER_")))
			.isNotEmpty()
			.allMatch(known::contains);
	}

	@ParameterizedTest
	@MethodSource("monitoredApplications")
	void anAppConnectsToTheRouteOfTheProxy(Application app) {
		assertThat(PROXY.routes()).containsExactly(app.environment().get("MICROMETER_PROMETHEUS_RSOCKET_HOST"));
	}

	@ParameterizedTest
	@MethodSource("monitoredApplications")
	void anAppTakesTheAddressOfKafkaFromTheServiceThatItIsBoundTo(Application app) {
		List<String> expected = app.services()
			.stream()
			.map((service) -> "${vcap.services." + service + ".credentials.brokers}")
			.toList();
		assertThat(app.environment()
			.entrySet()
			.stream()
			.filter((variable) -> variable.getKey().equals("SPRING_CLOUD_STREAM_KAFKA_BINDER_BROKERS"))
			.map(Map.Entry::getValue)).containsExactlyElementsOf(expected);
	}

	@Test
	void prometheusLooksUpTheRouteOfTheProxy() {
		assertThat(matches("prometheus.yml", "names: \\[(.*)]")).hasSize(2).containsOnly(PROXY.routes().get(0));
		assertThat(matches("prometheus.yml", "port: (.*)")).hasSize(2).containsOnly(PROXY_PORT);
	}

	@Test
	void prometheusAsksEachInstanceOfTheProxyForItsApps() {
		List<String> instances = IntStream.range(0, PROXY.instances())
			.mapToObj((index) -> index + "." + PROXY.routes().get(0) + ":" + PROXY_PORT)
			.toList();
		assertThat(matches("prometheus-discovery.yml", "url: http://(.*)/discovery"))
			.containsExactlyElementsOf(instances);
		assertThat(matches("prometheus-discovery.yml", "- (\\d+[.].*)")).containsExactlyElementsOf(instances);
	}

	@Test
	void theAlertsExpectTheInstancesOfTheManifestAndTheTimeoutOfTheScrapes() {
		String expected = Manifest.read(Manifest.FOLDER.resolve("prometheus/rules/expected.yml"));
		assertThat(Manifest.read("stream.yml").applications()).allSatisfy((app) -> assertThat(expected).contains("""
				expr: %d
				        labels:
				          stream_name: %s
				          application_name: %s
				""".formatted(app.instances(), Manifest.variables().get("stream"), app.name())));
		assertThat(expected).contains("expr: " + matches("prometheus.yml", "scrape_timeout: (\\d+)s").get(0) + "\n");
		assertThat(matches("prometheus-discovery.yml", "scrape_timeout: (\\d+)s"))
			.isEqualTo(matches("prometheus.yml", "scrape_timeout: (\\d+)s"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "prometheus.yml", "prometheus-discovery.yml" })
	void promtoolAcceptsTheConfiguration(String file) throws IOException, InterruptedException {
		Process promtool = new ProcessBuilder(Tools.require("promtool").toString(), "check", "config",
				Manifest.FOLDER.resolve("prometheus").resolve(file).toString())
			.redirectErrorStream(true)
			.start();
		String output = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(promtool.waitFor(30, TimeUnit.SECONDS)).isTrue();
		assertThat(promtool.exitValue()).as(output).isZero();
	}

	private static List<String> matches(String file, String pattern) {
		String text = Manifest.read(Manifest.FOLDER.resolve("prometheus").resolve(file));
		return Pattern.compile("^ *(?:- )?" + pattern + "$", Pattern.MULTILINE)
			.matcher(text)
			.results()
			.map((MatchResult match) -> match.group(1))
			.toList();
	}

}
