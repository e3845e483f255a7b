package io.dataflowmonitoring.samplechecks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample apps are what users copy: on their own feet, and on the same versions as the
 * rest of the project.
 */
class SampleAppsTests {

	private static final Path ROOT = Path.of("..");

	private static final JavaClasses SAMPLE_CLASSES = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages("io.dataflowmonitoring.demo");

	static List<Path> sampleApps() throws IOException {
		List<Path> apps = new ArrayList<>();
		for (String folder : List.of("stream-apps", "task-apps")) {
			try (Stream<Path> entries = Files.list(ROOT.resolve(folder))) {
				entries.filter((entry) -> Files.exists(entry.resolve("pom.xml"))).forEach(apps::add);
			}
		}
		return apps;
	}

	@Test
	void everySampleAppIsAModuleOfTheBuildAndCompiledHere() throws Exception {
		Pom root = Pom.read(ROOT);
		String checks = Files.readString(Path.of("pom.xml"));
		assertThat(sampleApps()).isNotEmpty().allSatisfy((app) -> {
			String folder = ROOT.relativize(app).toString();
			assertThat(root.texts("/project/modules/module")).contains(folder);
			assertThat(checks).contains("../" + folder + "/src/main/java", "../" + folder + "/src/test/java");
		});
	}

	@ParameterizedTest
	@MethodSource("sampleApps")
	void aSampleAppHasTheParentOfAUsersAppInTheVersionOfThisBuild(Path app) throws Exception {
		Pom root = Pom.read(ROOT);
		Pom sample = Pom.read(app);
		assertThat(sample.text("/project/parent/artifactId")).isEqualTo("spring-boot-starter-parent");
		assertThat(sample.text("/project/parent/version"))
			.isEqualTo(root.text("/project/properties/spring-boot.version"));
		assertThat(sample.text("/project/version")).isEqualTo(root.text("/project/version"));
	}

	@ParameterizedTest
	@MethodSource("sampleApps")
	void aSampleAppNamesTheCloudAndStarterVersionsOfThisBuild(Path app) throws Exception {
		Pom root = Pom.read(ROOT);
		Pom sample = Pom.read(app);
		String cloud = root.text("/project/properties/spring-cloud.version");
		String task = root.text("/project/properties/spring-cloud-task.version");
		assertThat(sample.versionOf("prometheus-rsocket-spring")).contains(root.text("/project/version"));
		assertThat(sample.versionOf("spring-cloud-dependencies")).isIn(Optional.empty(), Optional.of(cloud));
		assertThat(sample.versionOf("spring-cloud-task-dependencies")).isIn(Optional.empty(), Optional.of(task));
	}

	@ParameterizedTest
	@MethodSource("sampleApps")
	void aSampleAppNeedsNothingOfThisProjectButTheStarter(Path app) throws Exception {
		assertThat(Pom.read(app).texts("/project/dependencies/dependency[groupId='io.dataflowmonitoring']/artifactId"))
			.containsExactly("prometheus-rsocket-spring");
	}

	@Test
	void theCodeOfASampleAppUsesNothingOfThisProjectByName() {
		noClasses().should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.dataflowmonitoring.wire..", "io.dataflowmonitoring.client..",
					"io.dataflowmonitoring.spring..", "io.dataflowmonitoring.proxy..", "io.dataflowmonitoring.local..")
			.check(SAMPLE_CLASSES);
	}

	@Test
	void theSampleAppsDoNotUseEachOther() {
		slices().matching("io.dataflowmonitoring.demo.(*)..").should().notDependOnEachOther().check(SAMPLE_CLASSES);
	}

}
