package io.dataflowmonitoring.demo.processor;

import java.time.Duration;
import java.util.random.RandomGenerator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class FaultInjectionTests {

	private static final RandomGenerator LOWEST = () -> 0;

	private static final RandomGenerator MIDDLE = () -> Long.MIN_VALUE;

	private static final RandomGenerator HIGHEST = () -> -1;

	@Test
	void aFailureRateOfZeroNeverFails() {
		FaultInjection faults = new FaultInjection(Duration.ZERO, 0, LOWEST);
		assertThatCode(faults::inject).doesNotThrowAnyException();
	}

	@Test
	void aFailureRateOfOneAlwaysFails() {
		FaultInjection faults = new FaultInjection(Duration.ZERO, 1, HIGHEST);
		assertThatIllegalStateException().isThrownBy(faults::inject)
			.withMessage("Failed on purpose (demo.processor.failure-rate is 1.0)");
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0.1, 0.5 })
	void aDrawAtOrAboveTheFailureRateSucceeds(double failureRate) {
		FaultInjection faults = new FaultInjection(Duration.ZERO, failureRate, MIDDLE);
		assertThatCode(faults::inject).doesNotThrowAnyException();
	}

	@Test
	void aDrawBelowTheFailureRateFails() {
		FaultInjection faults = new FaultInjection(Duration.ZERO, 0.51, MIDDLE);
		assertThatIllegalStateException().isThrownBy(faults::inject);
	}

	@Test
	void theDelayIsWaitedFor() {
		FaultInjection faults = new FaultInjection(Duration.ofMillis(20), 0, LOWEST);
		long start = System.nanoTime();
		faults.inject();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(20));
	}

	@Test
	void anInterruptEndsTheDelayAndIsKept() {
		FaultInjection faults = new FaultInjection(Duration.ofMinutes(1), 0, LOWEST);
		Thread.currentThread().interrupt();
		assertThatIllegalStateException().isThrownBy(faults::inject).withMessageContaining("Interrupted");
		assertThat(Thread.interrupted()).isTrue();
	}

}
