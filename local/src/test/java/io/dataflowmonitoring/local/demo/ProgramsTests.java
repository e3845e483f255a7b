package io.dataflowmonitoring.local.demo;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class ProgramsTests {

	private final Path first;

	private final Path second;

	ProgramsTests(@TempDir Path first, @TempDir Path second) {
		this.first = first;
		this.second = second;
	}

	@Test
	void findsAProgramInTheFirstFolderThatHasIt() throws IOException {
		Path program = program(this.second.resolve("grafana-server"));
		assertThat(programs().find("grafana", "grafana-server")).contains(program);
		Path earlier = program(this.first.resolve("grafana-server"));
		assertThat(programs().find("grafana", "grafana-server")).contains(earlier);
	}

	@Test
	void prefersTheNameGivenFirst() throws IOException {
		program(this.first.resolve("grafana-server"));
		Path preferred = program(this.second.resolve("grafana"));
		assertThat(programs().find("grafana", "grafana-server")).contains(preferred);
	}

	@Test
	void aFolderOrAFileThatCannotBeRunIsNoProgram() throws IOException {
		Files.createDirectory(this.first.resolve("grafana"));
		Files.createFile(this.second.resolve("grafana"));
		assertThat(programs().find("grafana")).isEmpty();
	}

	private Programs programs() {
		return new Programs(this.first + File.pathSeparator + this.second);
	}

	private static Path program(Path file) throws IOException {
		Files.createFile(file);
		assertThat(file.toFile().setExecutable(true)).isTrue();
		return file;
	}

}
