package io.dataflowmonitoring.fleet;

import java.time.Clock;
import java.time.Duration;
import java.util.SplittableRandom;

import io.dataflowmonitoring.client.Transport;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SimulatedAppTests {

	@Test
	void anAppWithoutTroubleRunsAllTheTime() {
		assertThat(app(Trouble.NONE).runsAt(0)).isTrue();
		assertThat(app(Trouble.NONE).runsAt(30)).isTrue();
	}

	@Test
	void anAppThatCrashesIsWellAtFirstAndComesBack() {
		SimulatedApp app = app(new Trouble(0.2, Duration.ZERO));
		assertThat(app.runsAt(19)).isTrue();
		assertThat(app.runsAt(20)).isFalse();
		assertThat(app.runsAt(64)).isFalse();
		assertThat(app.runsAt(65)).isTrue();
		assertThat(app.runsAt(109)).isTrue();
		assertThat(app.runsAt(110)).isFalse();
	}

	@Test
	void anAppThatIsSlowStopsAnsweringForMinutesAndGoesOn() {
		SimulatedApp app = app(new Trouble(0, Duration.ofMillis(150)));
		assertThat(app.answersAt(19)).isTrue();
		assertThat(app.answersAt(20)).isFalse();
		assertThat(app.answersAt(199)).isFalse();
		assertThat(app.answersAt(200)).isTrue();
		assertThat(app.answersAt(260)).isFalse();
		assertThat(app(Trouble.NONE).answersAt(20)).isTrue();
	}

	@Test
	void oneAppInTenFailsAndAnotherIsSlow() {
		Trouble trouble = new Trouble(0.2, Duration.ofMillis(150));
		assertThat(trouble.of(0)).isEqualTo(new Trouble(0.2, Duration.ZERO)).isEqualTo(trouble.of(40));
		assertThat(trouble.of(1)).isEqualTo(new Trouble(0, Duration.ofMillis(150))).isEqualTo(trouble.of(11));
		assertThat(trouble.of(2)).isEqualTo(Trouble.NONE).isEqualTo(trouble.of(9));
	}

	private static SimulatedApp app(Trouble trouble) {
		return new SimulatedApp(Streams.instances(1).get(0), trouble, 1, Transport.TCP, new SplittableRandom(1),
				Clock.systemUTC());
	}

}
