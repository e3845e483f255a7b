package io.dataflowmonitoring.client;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BackoffTests {

	private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), new SplittableRandom(1));

	@Test
	void thePauseDoublesUpToTheMaximumAndLiesBetweenHalfAndWhole() {
		for (int whole : new int[] { 1, 2, 4, 8, 16, 32, 60, 60, 60 }) {
			assertThat(this.backoff.next()).isBetween(Duration.ofMillis(whole * 500L), Duration.ofSeconds(whole));
		}
	}

	@Test
	void afterAResetItStartsAnew() {
		for (int i = 0; i < 10; i++) {
			this.backoff.next();
		}
		this.backoff.reset();
		assertThat(this.backoff.next()).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
	}

	@Test
	void aConnectionThatHasLastedStartsItAnew() {
		for (int i = 0; i < 10; i++) {
			this.backoff.next();
		}
		this.backoff.connectionEnded(Duration.ofSeconds(10));
		assertThat(this.backoff.next()).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
	}

	@Test
	void itGrowsWhileConnectionsComeAndGo() {
		for (int whole : new int[] { 1, 2, 4, 8, 16, 32, 60, 60, 60 }) {
			this.backoff.connectionEnded(Duration.ofMillis(9999));
			assertThat(this.backoff.next()).isBetween(Duration.ofMillis(whole * 500L), Duration.ofSeconds(whole));
		}
	}

	@Test
	void howLongAProxyWasAwayDoesNotCountOnceItIsBack() {
		for (int i = 0; i < 10; i++) {
			this.backoff.next();
		}
		this.backoff.connectionEnded(Duration.ofSeconds(1));
		assertThat(this.backoff.next()).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
	}

	@Test
	void clientsThatFailAtTheSameTimeDoNotComeBackAtTheSameTime() {
		Set<Duration> pauses = new HashSet<>();
		for (int client = 0; client < 100; client++) {
			pauses.add(new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), new SplittableRandom(client)).next());
		}
		assertThat(pauses).hasSizeGreaterThan(90);
	}

	@Test
	void aMaximumAsShortAsTheFirstPauseMeansAConstantPause() {
		Backoff constant = new Backoff(Duration.ofMillis(10), Duration.ofMillis(10), new SplittableRandom(1));
		for (int i = 0; i < 5; i++) {
			assertThat(constant.next()).isBetween(Duration.ofMillis(5), Duration.ofMillis(10));
		}
	}

}
