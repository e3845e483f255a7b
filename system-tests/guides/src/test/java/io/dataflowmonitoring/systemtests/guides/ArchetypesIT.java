package io.dataflowmonitoring.systemtests.guides;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the archetypes have made in this build are the projects of the guides, which are
 * beside this one: the build compiles and packages those, and their tests run them.
 */
class ArchetypesIT {

	private static final Path ARCHETYPES = Path.of("..", "..", "archetypes");

	@ParameterizedTest
	@CsvSource({ "stream-app/target/test-classes/projects/on-kafka/project/items, items",
			"stream-app/target/test-classes/projects/on-rabbitmq/project/items, items-rabbit",
			"stream-app/target/test-classes/projects/on-boot-3.5/project/items, items-on-boot-3.5",
			"stream-app/target/test-classes/projects/on-boot-4.1/project/items, items-on-boot-4.1",
			"task-app/target/test-classes/projects/task/project/shipping, shipping",
			"task-app/target/test-classes/projects/on-boot-3.5/project/shipping, shipping-on-boot-3.5",
			"task-app/target/test-classes/projects/on-boot-4.1/project/shipping, shipping-on-boot-4.1" })
	void anArchetypeMakesTheProjectOfAGuide(String generated, String project) throws IOException {
		Map<String, String> expected = contents(Path.of(project));
		// Two modules of the build cannot have the same name.
		String name = generated.substring(generated.lastIndexOf('/') + 1);
		expected.computeIfPresent("pom.xml",
				(file, pom) -> pom.replace("<artifactId>" + project + "<", "<artifactId>" + name + "<"));
		assertThat(contents(ARCHETYPES.resolve(generated))).isEqualTo(expected);
	}

	/** The files by their paths in the project. */
	private static Map<String, String> contents(Path project) throws IOException {
		Map<String, String> contents = new TreeMap<>();
		try (Stream<Path> files = Files.walk(project)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				Path inProject = project.relativize(file);
				if (!inProject.startsWith("target")) {
					contents.put(inProject.toString().replace('\\', '/'), GuidesTests.read(file));
				}
			}
		}
		return contents;
	}

}
