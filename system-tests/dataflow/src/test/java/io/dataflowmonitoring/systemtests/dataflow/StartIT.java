package io.dataflowmonitoring.systemtests.dataflow;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code dataflow/start} says when something is wrong. Nothing of Data Flow is
 * started here.
 */
class StartIT {

	private static final Duration TIMEOUT = Duration.ofMinutes(1);

	private static final String BUILD = ": build it with ./mvnw -Dquick -DskipTests package";

	private static final Path APPS = Path.of("dataflow/app-import/target/apps");

	@TempDir
	Path folder;

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					--version 2.10.0                       | --version must be 2.11.5 or 2.7.0, not 2.10.0
					--version                              | --version needs a value
					--jetty-port 1                         | there is no option --jetty-port: see dataflow/start --help
					--now please                           | there is no option --now: see dataflow/start --help
					--proxy-port http                      | --proxy-port must be a number from 0 to 65535, not http
					--proxy-port 65536                     | --proxy-port must be a number from 0 to 65535, not 65536
					--database-url mysql://localhost/scdf | --database-url must be like jdbc:postgresql://localhost:5432/dataflow, not mysql://localhost/scdf
					--database-user scdf                   | --database-user needs --database-url
					--skipper-port 31999 --tcp-port 31999  | port 31999 is meant for two servers
					""")
	void aWrongOptionIsNamed(String options, String message) {
		assertFails(start("--free-ports " + options), message);
	}

	@Test
	void aTakenPortIsNamedWithItsOption() throws IOException {
		try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			int port = other.getLocalPort();
			assertFails(start("--free-ports --dataflow-port " + port),
					"port " + port + " is taken: choose another with --dataflow-port, or 0 for any free one");
		}
	}

	@Test
	void aFolderWithASpaceIsNamed() {
		Path run = this.folder.resolve("my run");
		assertFails(Script.run(run, TIMEOUT, "start", "--free-ports"),
				"there is a space in " + run + ": set DATAFLOW_RUN to another folder");
	}

	@Test
	void aProjectWithASpaceInItsPathIsNamed() throws IOException {
		Path project = projectWithEmptyJars(Files.createDirectory(this.folder.resolve("my project")));
		assertFails(Script.runIn(project, this.folder.resolve("run"), TIMEOUT, "start", "--free-ports"),
				"there is a space in " + project + ": move the project to another folder");
	}

	/** The folder of a run is emptied, and somebody may name a wrong one. */
	@Test
	void aFolderWithOtherFilesIsLeftAlone() throws IOException {
		Path file = Files.createFile(this.folder.resolve("mine"));
		assertFails(start("--free-ports"), this.folder + " has other files than those of a run");
		assertThat(file).exists();
	}

	@Test
	void aMissingJarIsNamedWithTheCommandThatBuildsIt() throws IOException {
		Path project = projectWithEmptyJars(this.folder);
		for (Path jar : packagedJars()) {
			Files.move(project.resolve(jar), project.resolve("elsewhere"));
			assertFails(startIn(project), jar + " is missing" + BUILD);
			Files.move(project.resolve("elsewhere"), project.resolve(jar));
		}
	}

	@Test
	void aServerThatEndsIsNamedWithItsLogAndTheOthersAreEnded() throws IOException {
		Path project = projectWithEmptyJars(this.folder);
		Script start = startIn(project);
		assertFails(start, "Kafka has ended. The end of its log, " + project.resolve("run/logs/kafka.log") + ":");
		assertThat(start.output()).contains("Invalid or corrupt jarfile", "start: ending what was started");
		assertThat(project.resolve("run/run")).doesNotExist();
	}

	private Script start(String options) {
		return Script.run(this.folder, TIMEOUT, "start", options.split(" "));
	}

	private static Script startIn(Path project) {
		return Script.runIn(project, project.resolve("run"), TIMEOUT, "start", "--version", "2.7.0", "--free-ports");
	}

	private static void assertFails(Script start, String message) {
		assertThat(start.exitCode()).as(start.output()).isEqualTo(1);
		assertThat(start.output()).contains("start: " + message);
	}

	/** As if all were built and resolved. */
	private static Path projectWithEmptyJars(Path folder) throws IOException {
		Path project = folder.toRealPath();
		Files.createDirectories(project.resolve("dataflow/target"));
		for (String file : List.of("pom.xml", "dataflow/start", "dataflow/stop", "dataflow/environment.sh")) {
			Files.copy(Script.root().resolve(file), project.resolve(file));
		}
		for (Path jar : packagedJars()) {
			Files.createDirectories(project.resolve(jar).getParent());
			Files.createFile(project.resolve(jar));
		}
		for (String server : List.of("skipper-server-2.8.0", "dataflow-server-2.7.0", "dataflow-shell-2.5.1.RELEASE")) {
			Files.createFile(project.resolve("dataflow/target/spring-cloud-" + server + ".jar"));
		}
		return project;
	}

	/** The servers' jars, and those of the four apps with their metadata. */
	private static List<Path> packagedJars() throws IOException {
		List<Path> jars = new ArrayList<>(List.of(Path.of("local/target/dataflow-monitoring-local-exec.jar"),
				Path.of("prometheus-rsocket-proxy/target/prometheus-rsocket-proxy.jar")));
		try (Stream<Path> apps = Files.list(Script.root().resolve(APPS))) {
			apps.forEach((app) -> jars.add(APPS.resolve(app.getFileName())));
		}
		assertThat(jars).hasSize(10);
		return jars;
	}

}
