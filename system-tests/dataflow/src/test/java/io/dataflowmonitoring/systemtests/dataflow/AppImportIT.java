package io.dataflowmonitoring.systemtests.dataflow;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * The sample apps are registered by the files of {@code dataflow/app-import}, and
 * {@code app info} shows their properties, on each version of Data Flow.
 */
class AppImportIT {

	/** By type and name of the app, what is listed of it besides the starter's. */
	private static final Map<String, List<String>> OWN_PROPERTIES = Map
		.of("source/demo-source", List.of("demo.source.rate", "spring.cloud.stream.kafka.binder.brokers"),
				"processor/demo-processor",
				List.of("demo.processor.delay", "demo.processor.failure-rate",
						"spring.cloud.stream.kafka.binder.brokers"),
				"sink/demo-sink",
				List.of("demo.sink.delay", "demo.sink.failure-rate", "spring.cloud.stream.kafka.binder.brokers"),
				"task/task-demo-prometheus",
				List.of("demo.task.input", "demo.task.size", "demo.task.delay", "demo.task.fail-at",
						"demo.task.chunk-size"),
				"task/task-demo-influxdb",
				Stream
					.concat(Stream.of("demo.shipping.orders", "demo.shipping.delay", "demo.shipping.fail-at",
							"management.prometheus.metrics.export.enabled"),
							Stream
								.of("enabled", "uri", "db", "auto-create-db", "user-name", "password", "org", "bucket",
										"token", "step")
								.map("management.influx.metrics.export."::concat))
					.toList());

	private static final List<String> STARTER_PROPERTIES = Stream
		.of("enabled", "host", "port", "proxies", "transport", "secure", "ssl.bundle", "token", "first-backoff",
				"max-backoff", "max-retries", "timeout", "identity.enabled", "identity.application",
				"identity.instance")
		.map("micrometer.prometheus.rsocket."::concat)
		.toList();

	private static final Pattern FIRST_COLUMN = Pattern.compile("(?m)^[║?](.{30})[│?]");

	/** The glob of the source's jar, and not of its metadata. */
	private static final String SOURCE = "demo-source-*[!a].jar";

	private static final Path APPS = Script.root().resolve("dataflow/app-import/target/apps");

	private static final Path IMPORTS = Script.root().resolve("dataflow/app-import/target/classes/app-import");

	@RegisterExtension
	static final DataFlowServers servers = new DataFlowServers();

	/**
	 * Puts the apps where Maven's {@code install} would: this build must not install what
	 * it tests.
	 */
	@BeforeAll
	static void fillMavenRepository() throws IOException {
		try (Stream<Path> jars = Files.list(APPS)) {
			for (Path jar : jars.toList()) {
				String file = jar.getFileName().toString();
				String artifact = file.replaceFirst("-[0-9].*", "");
				String version = file.substring(artifact.length() + 1).replaceFirst("(-metadata)?[.]jar$", "");
				Path folder = Files.createDirectories(
						DataFlow.MAVEN_REPOSITORY.resolve("io/dataflowmonitoring").resolve(artifact).resolve(version));
				Files.deleteIfExists(folder.resolve(file));
				Files.createLink(folder.resolve(file), jar);
			}
		}
	}

	/**
	 * Data Flow refuses to register an app from elsewhere under the version that it has.
	 */
	@AfterAll
	static void unregisterAll() {
		for (Version version : Version.values()) {
			servers.shared(version).delete("apps");
		}
	}

	@ParameterizedTest
	@CsvSource({ "V2_11, file", "V2_11, maven", "V2_7, file", "V2_7, maven" })
	void anImportedAppIsListedWithItsPropertiesAndRuns(Version version, String scheme) {
		DataFlow dataFlow = servers.shared(version);
		String commands = scheme.equals("file") ? "dataflow/commands/import.shell"
				: "dataflow/commands/import-maven.shell";
		assertThat(dataFlow.shell(commands)).contains("Successfully registered 5 applications");
		String listed = firstColumns(dataFlow.shell("dataflow/commands/info.shell"));
		OWN_PROPERTIES.forEach((name, ownProperties) -> {
			JsonNode app = dataFlow.get("apps/" + name);
			assertThat(app.path("uri").asString()).startsWith(scheme + ":");
			assertThat(optionsOf(dataFlow, name)).as(name)
				.containsAll(ownProperties)
				.containsAll(STARTER_PROPERTIES)
				.hasSize(ownProperties.size() + STARTER_PROPERTIES.size());
			assertThat(ownProperties).allMatch(listed::contains);
		});
		assertThat(STARTER_PROPERTIES).allMatch(listed::contains);
		assertPortsAndBootVersion(dataFlow);

		// Data Flow knows what the short form means from the metadata.
		String stream = "imported-by-" + scheme;
		dataFlow.post("streams/definitions", "name", stream, "definition", "demo-source --rate=50 > :imported",
				"deploy", "true");
		dataFlow.awaitDeployed(stream);
		assertThat(dataFlow.get("streams/deployments/manifest/" + stream + "/1").asString())
			.contains("\"demo.source.rate\": \"50\"");
		await().atMost(Duration.ofMinutes(1))
			.until(() -> dataFlow.scrape().mentions("stream_name", stream, "application_name", "demo-source"));
		dataFlow.delete("streams/definitions/" + stream);
	}

	@ParameterizedTest
	@EnumSource
	void anImportedTaskRuns(Version version) {
		DataFlow dataFlow = servers.shared(version);
		String file = (version == Version.V2_7) ? "kafka-maven-2.7.properties" : "kafka-maven.properties";
		dataFlow.post("apps", "uri", IMPORTS.resolve(file).toUri().toString(), "force", "true");
		dataFlow.post("tasks/definitions", "name", "imported", "definition", "task-demo-prometheus --size=30");
		assertThat(dataFlow.task("launch", "imported").succeeded()).contains("Ended: COMPLETE, exit code 0");
		dataFlow.delete("tasks/definitions/imported");
	}

	/**
	 * Data Flow looks at no jar as it registers one.
	 */
	@ParameterizedTest
	@EnumSource
	void whatAnImportFileLacksIsMissedOnlyWhereItIsNeeded(Version version) throws IOException {
		DataFlow dataFlow = servers.shared(version);
		String jar = jar(SOURCE);
		String metadata = jar("demo-source-*-metadata.jar");
		String nowhere = jar.replace("/target/apps/", "/target/nowhere/");
		importLines(dataFlow, "source.no-metadata-line=" + jar, "source.no-metadata-jar=" + jar,
				"source.no-metadata-jar.metadata=" + nowhere, "source.no-jar=" + nowhere,
				"source.no-jar.metadata=" + metadata);
		int all = OWN_PROPERTIES.get("source/demo-source").size() + STARTER_PROPERTIES.size();
		assertThat(optionsOf(dataFlow, "source/no-metadata-line")).as("read from the app itself").hasSize(all);
		assertThat(optionsOf(dataFlow, "source/no-metadata-jar")).isEmpty();
		assertThat(optionsOf(dataFlow, "source/no-jar")).hasSize(all);

		dataFlow.post("streams/definitions", "name", "no-jar", "definition", "no-jar > :imported", "deploy", "true");
		await().atMost(Duration.ofMinutes(1))
			.until(() -> dataFlow.get("streams/definitions/no-jar").path("status").asString(), "failed"::equals);
		dataFlow.delete("streams/definitions/no-jar");
		for (String app : List.of("no-metadata-line", "no-metadata-jar", "no-jar")) {
			dataFlow.delete("apps/source/" + app);
		}
	}

	@ParameterizedTest
	@EnumSource
	void anImportFileWithABrokenLineRegistersNothing(Version version) throws IOException {
		DataFlow dataFlow = servers.shared(version);
		Script result = dataFlow.tryCommands("app import --local false --uri "
				+ importFile(dataFlow, "source.before=" + jar(SOURCE), "sauce.broken=file:///broken-1.0.jar"));
		assertThat(result.exitCode()).isEqualTo(1);
		assertThat(result.output()).contains("sauce");
		assertThat(dataFlow.get("apps?search=before").path("page").path("totalElements").asInt()).isZero();
	}

	@Test
	void theOlderDataFlowRefusesTheFilesOfTheNewer() {
		DataFlow dataFlow = servers.shared(Version.V2_7);
		String file = Script.root()
			.resolve("dataflow/app-import/target/classes/app-import/kafka-file.properties")
			.toUri()
			.toString();
		assertThatThrownBy(() -> dataFlow.post("apps", "uri", file, "force", "true"))
			.hasMessageContaining("Invalid URI schema for resource: 3");
	}

	private static List<String> optionsOf(DataFlow dataFlow, String app) {
		return dataFlow.get("apps/" + app).path("options").findValuesAsString("id");
	}

	private static void importLines(DataFlow dataFlow, String... lines) throws IOException {
		dataFlow.post("apps", "uri", importFile(dataFlow, lines), "force", "true");
	}

	private static String importFile(DataFlow dataFlow, String... lines) throws IOException {
		return Files.write(dataFlow.directory().resolve("import.properties"), List.of(lines)).toUri().toString();
	}

	private static String jar(String glob) throws IOException {
		try (DirectoryStream<Path> jars = Files.newDirectoryStream(APPS, glob)) {
			return jars.iterator().next().toUri().toString();
		}
	}

	private static void assertPortsAndBootVersion(DataFlow dataFlow) {
		JsonNode processor = dataFlow.get("apps/processor/demo-processor");
		assertThat(texts(processor.path("inboundPortNames"))).containsExactly("input");
		assertThat(texts(processor.path("outboundPortNames"))).containsExactly("output");
		if (dataFlow.version() == Version.V2_11) {
			assertThat(dataFlow.get("apps/task/task-demo-prometheus").path("bootVersion").asString()).isEqualTo("3");
		}
	}

	private static List<String> texts(JsonNode array) {
		List<String> texts = new ArrayList<>();
		array.forEach((text) -> texts.add(text.asString()));
		return texts;
	}

	/**
	 * The shell breaks long names into lines. Where the locale has no frames, it prints
	 * question marks.
	 */
	private static String firstColumns(String output) {
		return FIRST_COLUMN.matcher(output).results().map((row) -> row.group(1).strip()).collect(Collectors.joining());
	}

}
