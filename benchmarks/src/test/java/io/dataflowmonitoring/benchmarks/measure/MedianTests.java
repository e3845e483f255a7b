package io.dataflowmonitoring.benchmarks.measure;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class MedianTests {

	@Test
	void isTheValueInTheMiddle() {
		assertThat(Median.of(List.of(9.0, 1.0, 2.0))).isEqualTo(2);
		assertThat(Median.of(List.of(4.0, 1.0, 2.0, 100.0))).isEqualTo(3);
	}

	@Test
	void thereIsNoneOfNothing() {
		assertThatIllegalArgumentException().isThrownBy(() -> Median.of(List.of()));
	}

}
