package io.dataflowmonitoring.local.demo;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DurationConverterTests {

	private final DurationConverter converter = new DurationConverter();

	@ParameterizedTest
	@CsvSource({ "20ms, PT0.02S", "1s, PT1S", "90s, PT1M30S", "2m, PT2M", "1h, PT1H" })
	void readsSecondsMinutesAndHours(String text, Duration duration) {
		assertThat(this.converter.convert(text)).isEqualTo(duration);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "60", "s", "0s", "-5s", "1.5m", "1 m", "2d", "PT1M", "99999999999999999999s" })
	void saysHowADurationLooksWhenItIsNone(String text) {
		assertThatExceptionOfType(TypeConversionException.class).isThrownBy(() -> this.converter.convert(text))
			.withMessage("'" + text + "' is not a duration such as 20ms, 90s, 2m or 1h");
	}

}
