package io.dataflowmonitoring.local.demo;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReadingTests {

	private final Reading reading = Readings.at(Instant.EPOCH, 10);

	@Test
	void anAppIsUpIfItAnsweredTheLastScrape() {
		assertThat(this.reading.isUp(StreamApp.SOURCE)).isTrue();
		assertThat(this.reading.isUp(StreamApp.SINK)).isFalse();
	}

	@Test
	void messagesOfAllRegionsAreSummedUp() {
		assertThat(this.reading.messages(StreamApp.SOURCE)).isEqualTo(20);
	}

	@Test
	void anAppOfAnotherStreamDoesNotCount() {
		assertThat(this.reading.messages(StreamApp.SINK)).isEqualTo(10);
	}

	@Test
	void samplesAndDurationAreThoseOfTheAppsLastAnswer() {
		assertThat(this.reading.samples(StreamApp.SOURCE)).hasValue(310);
		assertThat(this.reading.scrapeSeconds(StreamApp.SOURCE)).hasValue(0.0125);
		assertThat(this.reading.samples(StreamApp.SINK)).isEmpty();
	}

	@Test
	void aTaskHasFinishedIfItsEndIsShownWithExitCodeZero() {
		assertThat(Readings.withTask("4", "0").finishedTasks()).containsExactly("4");
		assertThat(Readings.withTask("4", "1").finishedTasks()).isEmpty();
		assertThat(this.reading.finishedTasks()).isEmpty();
	}

	@Test
	void appsOfOtherStreamsAreTheSimulatedOnes() {
		Reading simulated = Readings.withSimulatedApps();
		assertThat(simulated.simulatedConnected()).isEqualTo(2);
		assertThat(simulated.simulatedUp()).isOne();
		assertThat(simulated.simulatedSamples()).isEqualTo(90);
		assertThat(simulated.simulatedScrapeSeconds()).hasValue(1.8);
		assertThat(this.reading.simulatedConnected()).isZero();
	}

	@Test
	void pushesKeptAreTheProxysNumber() {
		assertThat(this.reading.pushesKept()).isEqualTo(2);
	}

}
