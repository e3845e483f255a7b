package io.dataflowmonitoring.proxy.web;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ScrapeDeadlineTests {

	private final ScrapeDeadline deadline = new ScrapeDeadline(Duration.ofSeconds(5));

	@ParameterizedTest
	@CsvSource({ "10, 9000", "10.000000, 9000", "1, 900", "0.5, 450", "60, 59000", "300, 299000", "1e9, 299000",
			"Infinity, 299000" })
	void leavesATenthButAtMostASecondToMergeAndToWrite(String header, long milliseconds) {
		assertThat(this.deadline.waitFor(header)).isEqualTo(Duration.ofMillis(milliseconds));
	}

	@Test
	void takesTheDefaultIfThereIsNoHeader() {
		assertThat(this.deadline.waitFor(null)).isEqualTo(Duration.ofMillis(4_500));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "ten", "-1", "0", "NaN", "10s" })
	void takesTheDefaultIfTheHeaderMakesNoSense(String header) {
		assertThat(this.deadline.waitFor(header)).isEqualTo(Duration.ofMillis(4_500));
	}

}
