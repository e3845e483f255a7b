package io.dataflowmonitoring.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every part of a measurement once, as small as it can be, so that the benchmarks are
 * there when they are needed. What is measured here means nothing.
 */
@Timeout(180)
class BenchmarksIT {

	@Test
	void measuresOurProxyUnderASmallFleet() {
		ByteArrayOutputStream output = new ByteArrayOutputStream();
		PrintStream out = new PrintStream(output, true, StandardCharsets.UTF_8);
		int exitCode = new CommandLine(new BenchmarksCommand(out)).execute("--project",
				Path.of("..").toAbsolutePath().normalize().toString(), "--smoke", "--only-ours", "--apps", "5",
				"--samples", "50");
		assertThat(output.toString(StandardCharsets.UTF_8)).contains("5 × 50 samples", "CPU of a sample with gzip, µs",
				"first scrape with a stalled app, s", "memory of an app between scrapes, kB", "peak RSS, MB");
		assertThat(exitCode).isZero();
	}

}
