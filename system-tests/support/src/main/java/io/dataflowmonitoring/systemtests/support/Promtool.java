package io.dataflowmonitoring.systemtests.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code promtool check metrics}: exit code 0 if there is nothing to say, 1 if the text
 * cannot be parsed, 3 if it can and only names or help texts are unusual.
 */
public final class Promtool {

	private static final int LINT = 3;

	private final Path executable;

	private Promtool(Path executable) {
		this.executable = executable;
	}

	/**
	 * Returns promtool, or skips the test; see {@link Tools#require}.
	 * @return promtool
	 */
	public static Promtool require() {
		return new Promtool(Tools.require("promtool"));
	}

	/**
	 * Fails if the text cannot be parsed, or if promtool minds a metric of this project.
	 * What it minds about metrics that Micrometer, Spring and Kafka name is theirs.
	 * @param exposition what to check
	 * @throws IOException if promtool cannot be run
	 * @throws InterruptedException if this thread was interrupted
	 */
	public void checkMetrics(Exposition exposition) throws IOException, InterruptedException {
		assertThat(exposition.samples()).isNotEmpty();
		Path file = Files.createTempFile("exposition", ".prom");
		try {
			Files.writeString(file, exposition.text());
			Process process = new ProcessBuilder(this.executable.toString(), "check", "metrics")
				.redirectInput(file.toFile())
				.redirectErrorStream(true)
				.start();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
			assertThat(process.exitValue()).as(output).isIn(0, LINT);
			List<String> ours = output.lines()
				.filter((line) -> line.matches("(demo|prometheus_(proxy|rsocket))_.*"))
				.toList();
			assertThat(ours).isEmpty();
		}
		finally {
			Files.delete(file);
		}
	}

}
