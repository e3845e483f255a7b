package io.dataflowmonitoring.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class ProcessUsageTests {

	@TempDir
	private Path process = Path.of("");

	@Test
	void processorTimeIsThatOfUserAndKernelWhateverTheProcessIsCalled() throws IOException {
		Files.writeString(this.process.resolve("stat"),
				"4711 (java) (x y) S 1 4711 4711 0 -1 4194304 1000 0 3 0 250 50 7 8 20 0 30 0 100 1 2 3\n");
		assertThat(new ProcessUsage(this.process).cpu()).isEqualTo(Duration.ofSeconds(3));
	}

	@Test
	void theMostMemoryIsInBytes() throws IOException {
		Files.writeString(this.process.resolve("status"), "Name:\tjava\nVmPeak:\t  99 kB\nVmHWM:\t    2048 kB\n");
		assertThat(new ProcessUsage(this.process).peakResidentBytes()).isEqualTo(2 << 20);
	}

}
