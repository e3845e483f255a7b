package io.dataflowmonitoring.wire;

import io.rsocket.Payload;
import io.rsocket.util.ByteBufPayload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SealingKeyTests {

	@Test
	void theProxysKeyIsReadAndThePayloadReleased() {
		ProxyKeys keys = ProxyKeys.generate();
		Payload payload = ByteBufPayload.create(keys.publicKey());
		assertThat(SealingKey.take(payload).publicKey()).isEqualTo(keys.current().getPublic());
		assertThat(payload.refCnt()).isZero();
	}

	@Test
	void theWordPlaintextStandsForNoKey() {
		assertThat(SealingKey.take(ByteBufPayload.create("plaintext")).publicKey()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "plaintext ", "GET / HTTP/1.1" })
	void anythingElseIsMalformedAndReleased(String data) {
		Payload payload = ByteBufPayload.create(data);
		assertThatExceptionOfType(WireException.class).isThrownBy(() -> SealingKey.take(payload))
			.withMessageContaining("is the peer a Prometheus RSocket proxy?")
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(WireFailure.MALFORMED));
		assertThat(payload.refCnt()).isZero();
	}

}
