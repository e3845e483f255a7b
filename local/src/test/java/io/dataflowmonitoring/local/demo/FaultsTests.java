package io.dataflowmonitoring.local.demo;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FaultsTests {

	private final Faults faults = new Faults(0.2, Duration.ofMillis(20));

	@Test
	void theSourceIsLeftAsItIs() {
		assertThat(this.faults.properties(StreamApp.SOURCE)).isEmpty();
	}

	@Test
	void processorAndSinkFailAndTakeTheirTime() {
		assertThat(this.faults.properties(StreamApp.PROCESSOR)).containsExactly("demo.processor.failure-rate=0.2",
				"demo.processor.delay=20ms");
		assertThat(this.faults.properties(StreamApp.SINK)).containsExactly("demo.sink.failure-rate=0.2",
				"demo.sink.delay=20ms");
	}

	@Test
	void everyThirdTaskFailsAndAllTakeTheirTime() {
		assertThat(this.faults.taskProperties(1)).containsExactly("demo.task.delay=20ms");
		assertThat(this.faults.taskProperties(2)).containsExactly("demo.task.delay=20ms");
		assertThat(this.faults.taskProperties(3)).containsExactly("demo.task.fail-at=25", "demo.task.delay=20ms");
		assertThat(this.faults.taskProperties(6)).contains("demo.task.fail-at=25");
	}

	/** 10 orders per second, unless asked for otherwise. */
	@Test
	void someDelayIsMoreThanTheAppsCanKeepUpWith() {
		assertThat(Faults.SOME_DELAY.multipliedBy(10)).isGreaterThan(Duration.ofSeconds(1));
	}

	@Test
	void withoutFaultsNothingIsSet() {
		assertThat(Faults.NONE.properties(StreamApp.SINK)).isEmpty();
		assertThat(Faults.NONE.taskProperties(3)).isEmpty();
	}

}
