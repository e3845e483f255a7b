package io.dataflowmonitoring.wire;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class ExpositionSourceTests {

	@Test
	void theFormatIsAskedForByItsContentType() throws Exception {
		ExpositionSource source = (out, contentType) -> out.write(contentType.getBytes(StandardCharsets.US_ASCII));
		assertThat(source.write(ExpositionFormat.TEXT_0_0_4)).asString(StandardCharsets.US_ASCII)
			.isEqualTo("text/plain; version=0.0.4; charset=utf-8");
	}

	@Test
	void aMissingClassIsNoMoreThanAFailure() {
		ExpositionSource source = (out, contentType) -> {
			throw new NoClassDefFoundError("org/example/Gauge");
		};
		assertThatIllegalStateException().isThrownBy(() -> source.write(ExpositionFormat.TEXT_0_0_4))
			.withMessageContaining("org/example/Gauge");
	}

}
