package io.dataflowmonitoring.local.demo;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ThroughputTests {

	private final Throughput throughput = new Throughput();

	@Test
	void isNothingBeforeTheSecondReading() {
		this.throughput.add(Readings.at(Instant.ofEpochSecond(0), 500));
		assertThat(this.throughput.messagesPerSecond(StreamApp.SINK)).isZero();
	}

	@Test
	void isTheDifferencePerSecond() {
		this.throughput.add(Readings.at(Instant.ofEpochSecond(0), 500));
		this.throughput.add(Readings.at(Instant.ofEpochSecond(2), 530));
		assertThat(this.throughput.messagesPerSecond(StreamApp.SINK)).isEqualTo(15);
	}

	@Test
	void forgetsWhatIsOlderThanFiveSeconds() {
		this.throughput.add(Readings.at(Instant.ofEpochSecond(0), 0));
		this.throughput.add(Readings.at(Instant.ofEpochSecond(10), 500));
		this.throughput.add(Readings.at(Instant.ofEpochSecond(14), 520));
		assertThat(this.throughput.messagesPerSecond(StreamApp.SINK)).isEqualTo(5);
	}

	@Test
	void doesNotCountTheTimeBeforeTheAppWasThere() {
		this.throughput.add(Readings.reading(Instant.ofEpochSecond(0), "", ""));
		this.throughput.add(Readings.at(Instant.ofEpochSecond(1), 500));
		this.throughput.add(Readings.at(Instant.ofEpochSecond(2), 510));
		assertThat(this.throughput.messagesPerSecond(StreamApp.SINK)).isEqualTo(10);
	}

}
