package io.dataflowmonitoring.samplechecks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Spring Cloud Data Flow reads about the sample apps: their metadata jars, and the
 * files that register the apps. The apps must have been compiled in the same build.
 */
class DataFlowMetadataTests {

	private static final Path ROOT = Path.of("..");

	private static final String STARTER = "micrometer.prometheus.rsocket.";

	/** Described only where the app is built for RabbitMQ, which it is not here. */
	private static final String RABBIT = "spring.rabbitmq.";

	/** A row of a table that begins with names of properties. */
	private static final Pattern PROPERTY_ROW = Pattern
		.compile("(?m)^\\| (`[a-z]+[.][a-z.-]+`(?:, `[.][a-z.-]+`)*) \\|");

	static List<Path> sampleApps() throws IOException {
		return SampleAppsTests.sampleApps();
	}

	@ParameterizedTest
	@MethodSource("sampleApps")
	void aSampleAppNamesThePluginsVersionOfThisBuild(Path app) throws Exception {
		assertThat(Pom.read(app).text("//plugin[artifactId='spring-cloud-dataflow-apps-metadata-plugin']/version"))
			.isEqualTo(Pom.read(ROOT).text("/project/properties/dataflow-apps-metadata-plugin.version"));
	}

	@ParameterizedTest
	@MethodSource("sampleApps")
	void theMetadataJarShowsWhatTheAppListsAndItsPorts(Path app) throws Exception {
		Properties listed = new Properties();
		try (InputStream in = Files
			.newInputStream(app.resolve("src/main/resources/META-INF/dataflow-configuration-metadata.properties"))) {
			listed.load(in);
		}
		Properties packed = packedList(app);
		for (String key : List.of("configuration-properties.classes", "configuration-properties.names")) {
			assertThat(values(packed, key)).isNotEmpty().containsExactlyInAnyOrderElementsOf(values(listed, key));
		}
		String type = type(app);
		assertThat(values(packed, "configuration-properties.inbound-ports"))
			.isEqualTo(Set.of("processor", "sink").contains(type) ? Set.of("input") : Set.of());
		assertThat(values(packed, "configuration-properties.outbound-ports"))
			.isEqualTo(Set.of("source", "processor").contains(type) ? Set.of("output") : Set.of());
	}

	@ParameterizedTest
	@MethodSource("sampleApps")
	void everyPropertyShownExistsAndIsDescribedIfItIsOurs(Path app) throws Exception {
		String json = packedMetadata(app);
		Set<String> names = new HashSet<>(values(packedList(app), "configuration-properties.names"));
		names.removeIf((name) -> name.startsWith(RABBIT));
		assertThat(JsonPath.<List<String>>read(json, "$.properties[?(!@.deprecation)].name")).containsAll(names)
			.noneMatch((name) -> name.startsWith(RABBIT));
		for (String name : names) {
			// The Kafka binder describes none of its properties.
			assertThat(JsonPath.<List<String>>read(json, "$.properties[?(@.name == '" + name + "')].description"))
				.as(name)
				.hasSize(name.startsWith(STARTER) ? 1 : 0);
		}
	}

	@ParameterizedTest
	@MethodSource("sampleApps")
	void allOfTheStartersPropertiesAreShown(Path app) throws Exception {
		String starter = "$.properties[?(!@.deprecation && @.name =~ /" + STARTER.replace(".", "[.]") + ".*/)].name";
		assertThat(values(packedList(app), "configuration-properties.names"))
			.filteredOn((name) -> name.startsWith(STARTER))
			.containsExactlyInAnyOrderElementsOf(JsonPath.<List<String>>read(packedMetadata(app), starter));
	}

	/**
	 * A list of names has no place for the properties of bindings, whose names are part
	 * of theirs; Data Flow itself sets their destinations and groups.
	 */
	@ParameterizedTest
	@MethodSource("sampleApps")
	void everyPropertyOfTheAppsReadmeIsShown(Path app) throws Exception {
		List<String> documented = PROPERTY_ROW.matcher(Files.readString(app.resolve("README.md")))
			.results()
			.flatMap((row) -> names(row.group(1)))
			.filter((name) -> !name.startsWith("spring.cloud.stream.bindings."))
			.toList();
		Set<String> shown = new HashSet<>(values(packedList(app), "configuration-properties.names"));
		for (String type : values(packedList(app), "configuration-properties.classes")) {
			shown.addAll(JsonPath.<List<String>>read(packedMetadata(app),
					"$.properties[?(@.sourceType == '" + type + "')].name"));
		}
		assertThat(documented).isNotEmpty();
		assertThat(shown).containsAll(documented);
	}

	/**
	 * Data Flow shows a class only if it is the source of a whole group.
	 */
	@ParameterizedTest
	@MethodSource("sampleApps")
	void allOfTheAppsOwnPropertiesAreShownAndDescribed(Path app) throws Exception {
		String json = packedMetadata(app);
		String ownGroups = "$.groups[?(@.name =~ /demo[.].*/)]";
		assertThat(values(packedList(app), "configuration-properties.classes"))
			.containsExactlyInAnyOrderElementsOf(JsonPath.<List<String>>read(json, ownGroups + ".sourceType"));
		String ownProperties = "$.properties[?(@.name =~ /demo[.].*/)]";
		List<String> names = JsonPath.read(json, ownProperties + ".name");
		assertThat(JsonPath.<List<String>>read(json, ownProperties + ".description")).hasSameSizeAs(names)
			.isNotEmpty()
			.allMatch((description) -> description.endsWith(".") && !description.contains("{@"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "kafka-maven", "kafka-maven-2.7", "kafka-file", "kafka-file-2.7" })
	void anImportFileRegistersEverySampleAppInItsVersion(String file) throws Exception {
		Map<String, String> expected = new HashMap<>();
		for (Path app : sampleApps()) {
			Pom pom = Pom.read(app);
			String artifact = pom.text("/project/artifactId");
			String version = pom.text("/project/version");
			String key = type(app) + "." + artifact;
			if (file.contains("maven")) {
				String group = pom.text("/project/groupId");
				expected.put(key, "maven://" + group + ":" + artifact + ":" + version);
				expected.put(key + ".metadata", "maven://" + group + ":" + artifact + ":jar:metadata:" + version);
			}
			else {
				Path copies = ROOT.resolve("dataflow/app-import/target/apps");
				expected.put(key, uri(copies.resolve(artifact + "-" + version + ".jar")));
				expected.put(key + ".metadata", uri(copies.resolve(artifact + "-" + version + "-metadata.jar")));
			}
			if (type(app).equals("task") && !file.endsWith("2.7")) {
				expected.put(key + ".bootVersion", "3");
			}
		}
		Map<String, String> registered = new HashMap<>();
		for (String line : lines(file)) {
			String[] keyAndValue = line.split("=", 2);
			String value = keyAndValue[1];
			assertThat(registered.put(keyAndValue[0], value)).isNull();
		}
		assertThat(registered).isEqualTo(expected);
	}

	/**
	 * Data Flow 2.11 refuses a {@code bootVersion} that does not follow its app's URI.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "kafka-maven", "kafka-file" })
	void theBootVersionFollowsTheAppsUri(String file) throws Exception {
		List<String> keys = lines(file).stream().map((line) -> line.substring(0, line.indexOf('='))).toList();
		assertThat(keys).containsSubsequence("task.task-demo-prometheus", "task.task-demo-prometheus.bootVersion");
		assertThat(keys.indexOf("task.task-demo-prometheus.bootVersion"))
			.isEqualTo(keys.indexOf("task.task-demo-prometheus") + 1);
	}

	/**
	 * Returns the names in {@code `a.b.c`, `.d`}, which are {@code a.b.c} and
	 * {@code a.b.d}.
	 */
	private static Stream<String> names(String row) {
		String[] names = row.replace("`", "").split(", ");
		String parent = names[0].substring(0, names[0].lastIndexOf('.'));
		return Arrays.stream(names).map((name) -> name.startsWith(".") ? parent + name : name);
	}

	private static String type(Path app) {
		String name = app.getFileName().toString();
		return app.getParent().endsWith("task-apps") ? "task" : name.substring(name.lastIndexOf('-') + 1);
	}

	private static Path metadataJar(Path app) throws Exception {
		Pom pom = Pom.read(app);
		return app.resolve("target")
			.resolve(pom.text("/project/artifactId") + "-" + pom.text("/project/version") + "-metadata.jar");
	}

	private static Properties packedList(Path app) throws Exception {
		Properties properties = new Properties();
		try (ZipFile jar = new ZipFile(metadataJar(app).toFile());
				InputStream in = open(jar, "META-INF/dataflow-configuration-metadata.properties")) {
			properties.load(in);
		}
		return properties;
	}

	private static String packedMetadata(Path app) throws Exception {
		try (ZipFile jar = new ZipFile(metadataJar(app).toFile());
				InputStream in = open(jar, "META-INF/spring-configuration-metadata.json")) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	private static InputStream open(ZipFile jar, String name) throws IOException {
		ZipEntry entry = Objects.requireNonNull(jar.getEntry(name), () -> jar.getName() + " has no " + name);
		return jar.getInputStream(entry);
	}

	private static Set<String> values(Properties properties, String key) {
		return Arrays.stream(properties.getProperty(key, "").split(","))
			.map(String::strip)
			.filter((value) -> !value.isEmpty())
			.collect(Collectors.toSet());
	}

	private static String uri(Path path) {
		return path.toAbsolutePath().normalize().toUri().toString();
	}

	private static List<String> lines(String file) throws IOException {
		String resource = "/app-import/" + file + ".properties";
		try (InputStream in = Objects.requireNonNull(DataFlowMetadataTests.class.getResourceAsStream(resource))) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
				.filter((line) -> !line.startsWith("#"))
				.toList();
		}
	}

}
