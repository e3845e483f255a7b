package io.dataflowmonitoring.proxy.exposition;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.dataflowmonitoring.wire.ExpositionFormat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * How large an exposition may be, in either format.
 */
@DisplayName("Limits on series and labels, applied to the decompressed size, with a warning before the limit "
		+ "(VictoriaMetrics#1639, #6123, #9481; opentelemetry-collector-contrib#33540)")
class ExpositionLimitsTests {

	private static final String TEXT = "a{x=\"1\",name=\"12345\"} 1\na{x=\"2\"} 2\n";

	private static final String OPENMETRICS = TEXT + "# EOF\n";

	@ParameterizedTest
	@CsvSource({ "1,2,4,5,SAMPLES,too_many_samples,2", "2,1,4,5,LABELS,too_many_labels,1",
			"2,2,3,5,LABEL_NAME_LENGTH,label_name_too_long,1", "2,2,4,4,LABEL_VALUE_LENGTH,label_value_too_long,1" })
	void whatIsAboveALimitIsRejectedAndTheLimitNamed(int samples, int labels, int name, int value,
			ExpositionLimit limit, String reason, int line) {
		ExpositionLimits limits = new ExpositionLimits(samples, labels, name, value);
		for (ExpositionFormat format : new ExpositionFormat[] { ExpositionFormat.TEXT_0_0_4,
				ExpositionFormat.OPENMETRICS_1_0_0 }) {
			assertThatExceptionOfType(LimitExceededException.class).isThrownBy(() -> parse(format, limits))
				.withMessageMatching("Line " + line + ": more than " + limits.get(limit) + " .*")
				.satisfies((ex) -> {
					assertThat(ex.limit()).isEqualTo(limit);
					assertThat(ex.limit().reason()).isEqualTo(reason);
				});
		}
	}

	@Test
	void whatIsAtTheLimitsIsAccepted() {
		ExpositionLimits limits = new ExpositionLimits(2, 2, 4, 5);
		Exposition exposition = parse(ExpositionFormat.OPENMETRICS_1_0_0, limits);
		assertThat(exposition.usage(limits)).isEqualTo(Map.of(ExpositionLimit.SAMPLES, 1d, ExpositionLimit.LABELS, 1d,
				ExpositionLimit.LABEL_NAME_LENGTH, 1d, ExpositionLimit.LABEL_VALUE_LENGTH, 1d));
	}

	@Test
	void tellsHowNearTheLimitsAre() {
		assertThat(parse(ExpositionFormat.TEXT_0_0_4, new ExpositionLimits(8, 4, 40, 50))
			.usage(new ExpositionLimits(8, 4, 40, 50)))
			.isEqualTo(Map.of(ExpositionLimit.SAMPLES, 0.25, ExpositionLimit.LABELS, 0.5,
					ExpositionLimit.LABEL_NAME_LENGTH, 0.1, ExpositionLimit.LABEL_VALUE_LENGTH, 0.1));
	}

	@Test
	void exemplarsAreLimitedAsSamplesAre() {
		byte[] text = "a 1 # {trace_id=\"12345\"} 1\n# EOF\n".getBytes(StandardCharsets.UTF_8);
		assertThatExceptionOfType(LimitExceededException.class).isThrownBy(
				() -> Exposition.parse(text, ExpositionFormat.OPENMETRICS_1_0_0, new ExpositionLimits(1, 1, 10, 4)));
	}

	@Test
	void aLimitIsAtLeastOneAndLabelsAreNeverWithoutLimit() {
		assertThatIllegalArgumentException().isThrownBy(() -> new ExpositionLimits(0, 1, 1, 1));
		assertThatIllegalArgumentException().isThrownBy(() -> new ExpositionLimits(1, 1, 1, 0));
		assertThatIllegalArgumentException().isThrownBy(() -> new ExpositionLimits(1, 1_001, 1, 1))
			.withMessageContaining("1000");
	}

	@Test
	void protocolBuffersAreNotRead() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> parse(ExpositionFormat.PROTOBUF, ExpositionLimits.DEFAULTS));
	}

	private static Exposition parse(ExpositionFormat format, ExpositionLimits limits) {
		String text = (format == ExpositionFormat.TEXT_0_0_4) ? TEXT : OPENMETRICS;
		return Exposition.parse(text.getBytes(StandardCharsets.UTF_8), format, limits);
	}

}
