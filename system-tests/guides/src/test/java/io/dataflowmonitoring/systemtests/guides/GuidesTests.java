package io.dataflowmonitoring.systemtests.guides;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The guides quote the projects beside this one, which the build compiles and runs.
 */
class GuidesTests {

	private static final Path ROOT = Path.of("..", "..");

	private static final String STREAM_GUIDE = "stream-apps/README.md";

	private static final String TASK_GUIDE = "task-apps/README.md";

	private static final String ADOPT_GUIDE = "docs/adopt.md";

	private static final Pattern BLOCK = Pattern.compile("^```(?:xml|java|properties|sql)\\n(.*?)^```$",
			Pattern.MULTILINE | Pattern.DOTALL);

	/**
	 * What only this build needs: it deploys the project's artifacts, not the guides',
	 * and has to do with what it can get.
	 */
	private static final List<String> ONLY_HERE = List.of("\t\t<maven.deploy.skip>true</maven.deploy.skip>\n", """
			\t\t<!-- Not all modules of the version that Spring Boot names can be had everywhere. -->
			\t\t<spring-integration.version>6.5.3</spring-integration.version>
			""");

	@ParameterizedTest
	@CsvSource({ STREAM_GUIDE + ", items/pom.xml",
			STREAM_GUIDE + ", items/src/main/java/com/example/items/ItemsApplication.java",
			STREAM_GUIDE + ", items/src/main/resources/application.properties", TASK_GUIDE + ", shipping/pom.xml",
			TASK_GUIDE + ", shipping/src/main/java/com/example/shipping/ShippingApplication.java",
			TASK_GUIDE + ", shipping/src/main/resources/application.properties",
			TASK_GUIDE + ", invoices/src/main/java/com/example/invoices/InvoicesApplication.java",
			TASK_GUIDE + ", invoices/src/main/resources/application.properties",
			ADOPT_GUIDE + ", report/src/main/java/com/example/report/NightlyReport.java",
			ADOPT_GUIDE + ", orders/src/main/resources/application.properties" })
	void aGuideQuotesTheWholeFile(String guide, String file) throws IOException {
		assertThat(blocks(guide)).contains(read(Path.of(file)));
	}

	@ParameterizedTest
	@ValueSource(strings = { STREAM_GUIDE, TASK_GUIDE, ADOPT_GUIDE })
	void everythingThatAGuideQuotesIsInAFileThatTheBuildCompiles(String guide) throws IOException {
		List<String> files = new ArrayList<>();
		for (Path file : files("items", "items-rabbit", "shipping", "invoices", "orders", "report")) {
			files.add(withoutIndentation(read(file)));
		}
		assertThat(blocks(guide)).isNotEmpty()
			.allSatisfy((block) -> assertThat(files).as(block)
				.anyMatch((file) -> file.contains(withoutIndentation(block))));
	}

	@Test
	void onRabbitMqTheBinderAndOnePropertyDiffer() throws IOException {
		String pom = replaceOne(read(Path.of("items/pom.xml")), "binder-kafka", "binder-rabbit");
		assertThat(read(Path.of("items-rabbit/pom.xml")))
			.isEqualTo(replaceOne(pom, "<artifactId>items<", "<artifactId>items-rabbit<"));
		Path properties = Path.of("src/main/resources/application.properties");
		assertThat(read(Path.of("items-rabbit").resolve(properties)))
			.isEqualTo(replaceOne(read(Path.of("items").resolve(properties)),
					"kafka.bindings.input.consumer.enable-dlq", "rabbit.bindings.input.consumer.auto-bind-dlq"));
		Path code = Path.of("src/main/java/com/example/items/ItemsApplication.java");
		assertThat(read(Path.of("items-rabbit").resolve(code))).isEqualTo(read(Path.of("items").resolve(code)));
	}

	@Test
	void withSpringBatchOneDependencyIsAdded() throws IOException {
		String batch = """
				<dependency>
					<groupId>org.springframework.boot</groupId>
					<artifactId>spring-boot-starter-batch-jdbc</artifactId>
				</dependency>
				""";
		String added = batch.indent(8).replace("        ", "\t\t");
		String pom = replaceOne(read(Path.of("invoices/pom.xml")), added, "");
		assertThat(replaceOne(pom, "<artifactId>invoices<", "<artifactId>shipping<"))
			.isEqualTo(read(Path.of("shipping/pom.xml")));
		assertThat(blocks(TASK_GUIDE)).contains(batch);
	}

	@Test
	void theClassToCopyIsTheSamples() throws IOException {
		String sample = read(ROOT
			.resolve("task-apps/task-demo-prometheus/src/main/java/io/dataflowmonitoring/demo/task/BatchSchema.java"));
		assertThat(read(Path.of("invoices/src/main/java/com/example/invoices/BatchSchema.java")))
			.isEqualTo(replaceOne(sample, "package io.dataflowmonitoring.demo.task;", "package com.example.invoices;"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "items", "shipping", "orders" })
	void theVersionsAreThoseOfThisBuild(String project) throws IOException {
		String root = read(ROOT.resolve("pom.xml"));
		String pom = read(Path.of(project, "pom.xml"));
		assertThat(pom).contains("<version>" + element(root, "spring-boot.version") + "</version>",
				"<artifactId>prometheus-rsocket-spring</artifactId>\n\t\t\t<version>" + element(root, "version"));
		if (!pom.contains("<groupId>org.springframework.cloud</groupId>")) {
			return;
		}
		assertThat(pom).containsAnyOf(
				"<spring-cloud.version>" + element(root, "spring-cloud.version") + "</spring-cloud.version>",
				"<spring-cloud-task.version>" + element(root, "spring-cloud-task.version")
						+ "</spring-cloud-task.version>");
	}

	@ParameterizedTest
	@CsvSource({ "items-on-boot-3.5, items, spring-boot-oldest.version",
			"items-on-boot-4.1, items, spring-boot-newest.version",
			"shipping-on-boot-3.5, shipping, spring-boot-oldest.version",
			"shipping-on-boot-4.1, shipping, spring-boot-newest.version" })
	void onAnotherSpringBootVersionsAloneDiffer(String project, String original, String version) throws IOException {
		String root = read(ROOT.resolve("pom.xml"));
		String pom = read(Path.of(project, "pom.xml"));
		assertThat(pom).contains("<version>" + element(root, version) + "</version>");
		assertThat(withoutVersions(replaceOne(pom, "<artifactId>" + project + "<", "<artifactId>" + original + "<")))
			.isEqualTo(withoutVersions(read(Path.of(original, "pom.xml"))));
		for (Path file : files(original)) {
			Path inProject = Path.of(original).relativize(file);
			if (!inProject.equals(Path.of("pom.xml"))) {
				assertThat(read(Path.of(project).resolve(inProject))).isEqualTo(read(file));
			}
		}
	}

	private static String withoutVersions(String pom) {
		return pom.replaceAll("(?<=version>)[^<$]+", "");
	}

	private static List<String> blocks(String guide) throws IOException {
		return BLOCK.matcher(Files.readString(ROOT.resolve(guide))).results().map((block) -> block.group(1)).toList();
	}

	/** What a guide shows of a file. */
	static String read(Path file) throws IOException {
		String text = Files.readString(file);
		for (String onlyHere : ONLY_HERE) {
			text = text.replace(onlyHere, "");
		}
		return text;
	}

	private static List<Path> files(String... projects) throws IOException {
		List<Path> all = new ArrayList<>();
		for (String project : projects) {
			all.add(Path.of(project, "pom.xml"));
			try (Stream<Path> files = Files.walk(Path.of(project, "src"))) {
				files.filter(Files::isRegularFile).forEach(all::add);
			}
		}
		return all;
	}

	private static String withoutIndentation(String text) {
		return text.lines().map(String::strip).collect(Collectors.joining("\n"));
	}

	/** The value of the first element with this name. */
	private static String element(String xml, String name) {
		Matcher element = Pattern.compile("<" + name + ">([^<]+)</").matcher(xml);
		assertThat(element.find()).as(name).isTrue();
		return element.group(1);
	}

	private static String replaceOne(String text, String old, String replacement) {
		assertThat(text).containsOnlyOnce(old);
		return text.replace(old, replacement);
	}

}
