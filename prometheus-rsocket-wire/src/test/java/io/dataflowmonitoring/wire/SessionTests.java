package io.dataflowmonitoring.wire;

import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SessionTests {

	private static final KeyPair PAIR = ProxyKeys.generate().current();

	private final SessionSecret secret = SessionSecret.generate();

	private final byte[] transcript = SessionSecret.transcript(new byte[] { 1 }, new byte[] { 2 }, new byte[] { 3 });

	private final Session app = this.secret.appSession(this.transcript);

	private final Session proxy = SessionSecret.unwrap(this.secret.wrap(PAIR.getPublic()), List.of(PAIR.getPrivate()))
		.proxySession(this.transcript);

	@Test
	void whatOneEndSealsTheOtherOpens() {
		for (byte[] body : List.of(new byte[0], new byte[] { 1 }, new byte[100_000])) {
			assertThat(this.proxy.open(this.app.seal(MessageType.PUSH, 0, body), MessageType.PUSH, 0)).isEqualTo(body);
			assertThat(this.app.open(this.proxy.seal(MessageType.PULL, 0, body), MessageType.PULL, 0)).isEqualTo(body);
		}
	}

	@Test
	void aMessageOpensIntoAnArrayThatWasUsedBefore() {
		byte[] scratch = new byte[100];
		for (int size : new int[] { 84, 0, 10 }) {
			byte[] body = new byte[size];
			Arrays.fill(body, (byte) size);
			Message push = this.app.seal(MessageType.PUSH, 0, body);
			ByteBuffer opened = this.proxy.open(push, MessageType.PUSH, 0, scratch);
			assertThat(opened).isEqualTo(ByteBuffer.wrap(body)).isEqualTo(ByteBuffer.wrap(scratch, 0, size));
			Message forged = new Message(MessageType.PUSH, 1, 0, new byte[16 + size]);
			assertFailure(WireFailure.UNDECRYPTABLE, () -> this.proxy.open(forged, MessageType.PUSH, 0, scratch));
		}
	}

	@Test
	void eachDirectionHasAKeyOfItsOwn() {
		Message push = this.app.seal(MessageType.PUSH, 0, new byte[1]);
		assertFailure(WireFailure.UNDECRYPTABLE, () -> this.app.open(push, MessageType.PUSH, 0));
	}

	@Test
	void aMessageOpensOnce() {
		Message push = this.app.seal(MessageType.PUSH, 0, new byte[1]);
		this.proxy.open(push, MessageType.PUSH, 0);
		assertFailure(WireFailure.REPLAYED, () -> this.proxy.open(push, MessageType.PUSH, 0));
	}

	@Test
	void aForgedMessageDoesNotUseUpTheCounterOfATrueOne() {
		Message push = this.app.seal(MessageType.PUSH, 0, new byte[1]);
		Message forged = new Message(MessageType.PUSH, push.counter(), 0, new byte[17]);
		assertFailure(WireFailure.UNDECRYPTABLE, () -> this.proxy.open(forged, MessageType.PUSH, 0));
		assertThat(this.proxy.open(push, MessageType.PUSH, 0)).hasSize(1);
	}

	@Test
	void theTagCoversTheHeader() {
		Message answer = this.app.seal(MessageType.ANSWER, 7, new byte[1]);
		Message otherType = new Message(MessageType.PUSH, answer.counter(), 7, answer.sealed());
		Message otherCounter = new Message(MessageType.ANSWER, answer.counter() + 1, 7, answer.sealed());
		Message otherReply = new Message(MessageType.ANSWER, answer.counter(), 8, answer.sealed());
		assertFailure(WireFailure.UNDECRYPTABLE, () -> this.proxy.open(otherType, MessageType.PUSH, 7));
		assertFailure(WireFailure.UNDECRYPTABLE, () -> this.proxy.open(otherCounter, MessageType.ANSWER, 7));
		assertFailure(WireFailure.UNDECRYPTABLE, () -> this.proxy.open(otherReply, MessageType.ANSWER, 8));
		assertFailure(WireFailure.MALFORMED, () -> this.proxy.open(answer, MessageType.ANSWER, 6));
		assertFailure(WireFailure.MALFORMED, () -> this.proxy.open(answer, MessageType.PUSH, 7));
	}

	@Test
	void whatIsShorterThanATagDoesNotDecipher() {
		byte[] sealed = this.app.seal(MessageType.PUSH, 0, new byte[1]).sealed();
		for (int length = 0; length < sealed.length; length++) {
			Message truncated = new Message(MessageType.PUSH, 1, 0, Arrays.copyOf(sealed, length));
			assertFailure(WireFailure.UNDECRYPTABLE, () -> this.proxy.open(truncated, MessageType.PUSH, 0));
		}
	}

	@Test
	void anotherTranscriptMakesOtherKeys() {
		Session other = this.secret
			.proxySession(SessionSecret.transcript(new byte[] { 1, 2 }, new byte[0], new byte[] { 3 }));
		assertFailure(WireFailure.UNDECRYPTABLE,
				() -> other.open(this.app.seal(MessageType.PUSH, 0, new byte[1]), MessageType.PUSH, 0));
	}

	/**
	 * Test case 1 of RFC 5869, appendix A.
	 */
	@Test
	void keysAreDerivedAsRfc5869Says() {
		HexFormat hex = HexFormat.of();
		byte[] pseudoRandomKey = SessionSecret.hmac(hex.parseHex("000102030405060708090a0b0c"),
				hex.parseHex("0b".repeat(22)));
		assertThat(hex.formatHex(pseudoRandomKey))
			.isEqualTo("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5");
		assertThat(hex.formatHex(SessionSecret.hkdfExpand(pseudoRandomKey, hex.parseHex("f0f1f2f3f4f5f6f7f8f9"))))
			.isEqualTo("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
	}

	@Test
	void countersMayOvertakeOneAnotherByLessThanAWindow() {
		ReplayWindow window = new ReplayWindow();
		assertThat(window.accept(0)).isFalse();
		assertThat(window.accept(3)).isTrue();
		assertThat(window.accept(1)).isTrue();
		assertThat(window.accept(1)).isFalse();
		assertThat(window.accept(3)).isFalse();
		assertThat(window.accept(66)).isTrue();
		assertThat(window.accept(2)).isFalse();
		assertThat(window.accept(3)).isFalse();
		assertThat(window.accept(4)).isTrue();
		assertThat(window.accept(1_000)).isTrue();
		assertThat(window.accept(937)).isTrue();
		assertThat(window.accept(936)).isFalse();
		assertThat(window.accept(Long.MAX_VALUE)).isTrue();
		assertThat(window.accept(1_001)).isFalse();
	}

	private static void assertFailure(WireFailure reason, ThrowingCallable code) {
		assertThatExceptionOfType(WireException.class).isThrownBy(code)
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(reason));
	}

}
