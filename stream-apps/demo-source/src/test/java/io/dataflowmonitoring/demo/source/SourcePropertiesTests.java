package io.dataflowmonitoring.demo.source;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SourcePropertiesTests {

	@Test
	void theRateSetsTheTimeBetweenOrders() {
		assertThat(new SourceProperties(1).period()).isEqualTo(Duration.ofSeconds(1));
		assertThat(new SourceProperties(500).period()).isEqualTo(Duration.ofMillis(2));
		assertThat(new SourceProperties(3).period()).isEqualTo(Duration.ofNanos(333_333_333));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, -1 })
	void aRateBelowOneIsRejectedByName(int rate) {
		assertThatIllegalArgumentException().isThrownBy(() -> new SourceProperties(rate))
			.withMessage("demo.source.rate must be at least 1 (order per second), but is %d", rate);
	}

}
