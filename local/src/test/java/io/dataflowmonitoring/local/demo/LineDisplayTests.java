package io.dataflowmonitoring.local.demo;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LineDisplayTests {

	@Test
	void aLineHasEverything() {
		assertThat(LineDisplay.line(Statuses.at(Duration.ofSeconds(65)))).isEqualTo("01:05  demo-source 10.0/s"
				+ "  demo-sink starting  scrape 974 samples in 12 ms  tasks done 2, failed 1  pushes kept 2");
	}

	@Test
	void theSimulatedAppsAreCounted() {
		assertThat(LineDisplay.line(Statuses.withSimulatedApps())).contains("starting  simulated 48 of 50  scrape");
	}

	@Test
	void aProblemIsAtItsEnd() {
		assertThat(LineDisplay.line(Statuses.withProblem("no answer"))).endsWith("pushes kept 0  (no answer)");
	}

	@Test
	void aLineComesEveryFiveSecondsUntilTheEnd() {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		LineDisplay display = new LineDisplay(new PrintStream(out, true, StandardCharsets.UTF_8));
		for (int second = 0; second <= 11; second++) {
			display.show(Statuses.at(Duration.ofSeconds(second)));
		}
		display.finish();
		display.show(Statuses.at(Duration.ofMinutes(1)));
		assertThat(out.toString(StandardCharsets.UTF_8).lines()).extracting((line) -> line.substring(0, 5))
			.containsExactly("00:00", "00:05", "00:10");
	}

}
