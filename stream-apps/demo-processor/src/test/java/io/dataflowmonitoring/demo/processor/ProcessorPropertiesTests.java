package io.dataflowmonitoring.demo.processor;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ProcessorPropertiesTests {

	@ParameterizedTest
	@ValueSource(doubles = { 0, 0.25, 1 })
	void aFailureRateIsAShareOfTheAttempts(double failureRate) {
		assertThat(new ProcessorProperties(Duration.ZERO, failureRate).failureRate()).isEqualTo(failureRate);
	}

	@ParameterizedTest
	@ValueSource(doubles = { -0.1, 1.1, Double.NaN })
	void aFailureRateOutsideZeroToOneIsRejectedByName(double failureRate) {
		assertThatIllegalArgumentException().isThrownBy(() -> new ProcessorProperties(Duration.ZERO, failureRate))
			.withMessage("demo.processor.failure-rate must be between 0 (never) and 1 (always), but is " + failureRate);
	}

	@Test
	void aNegativeDelayIsRejectedByName() {
		assertThatIllegalArgumentException().isThrownBy(() -> new ProcessorProperties(Duration.ofMillis(-1), 0))
			.withMessage("demo.processor.delay must not be negative, but is PT-0.001S");
	}

}
