package io.dataflowmonitoring.proxy.web;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class AcceptedEncodingsTests {

	@ParameterizedTest
	@ValueSource(strings = { "gzip", "GZIP", "x-gzip", "*", "deflate, gzip;q=1.0, *;q=0.5", "br;q=1, gzip;q=0.001",
			"gzip ; Q=0.5", "identity;q=0.5,gzip", "gzip, identity", "identity;q=0, *;q=0.1" })
	void whoeverAcceptsGzipGetsIt(String acceptEncoding) {
		assertThat(AcceptedEncodings.isGzip(List.of(acceptEncoding))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "identity", "deflate, br", "gzip;q=0", "gzip;q=0, *", "*;q=0", "gzip;q=lots",
			"gzip;q=0.5, identity", "identity;q=0.6, *;q=0.5" })
	void whoeverDoesNotAcceptItOrPrefersTheAnswerAsItIsDoesNot(String acceptEncoding) {
		assertThat(AcceptedEncodings.isGzip(List.of(acceptEncoding))).isFalse();
	}

	@Test
	void noHeaderAsksForNothing() {
		assertThat(AcceptedEncodings.isGzip(List.of())).isFalse();
	}

	@Test
	void severalHeadersAreOne() {
		assertThat(AcceptedEncodings.isGzip(List.of("br", "gzip"))).isTrue();
		assertThat(AcceptedEncodings.isGzip(List.of("gzip;q=0.5", "identity"))).isFalse();
	}

}
