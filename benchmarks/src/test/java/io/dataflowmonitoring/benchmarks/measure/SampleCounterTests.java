package io.dataflowmonitoring.benchmarks.measure;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SampleCounterTests {

	private static final byte[] TEXT = "# HELP a A.\n# TYPE a counter\na{b=\"#\"} 1\na 2\n\n# EOF\n"
		.getBytes(StandardCharsets.UTF_8);

	@Test
	void countsLinesThatAreNoCommentsHoweverTheyArrive() {
		for (int size = 1; size <= TEXT.length; size++) {
			SampleCounter counter = new SampleCounter();
			for (int start = 0; start < TEXT.length; start += size) {
				counter.write(TEXT, start, Math.min(size, TEXT.length - start));
			}
			assertThat(counter.samples()).as("in pieces of " + size).isEqualTo(2);
		}
	}

}
