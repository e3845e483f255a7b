package io.dataflowmonitoring.wire;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rsocket.Payload;
import io.rsocket.util.ByteBufPayload;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.xerial.snappy.Snappy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class EnvelopeTests {

	private static final int LIMIT = 1_000_000;

	private static final byte[] EXPOSITION = "# TYPE orders_total counter\norders_total{region=\"EMEA\"} 42.0\n"
		.repeat(50)
		.getBytes(StandardCharsets.UTF_8);

	private static final KeyPair PAIR = ProxyKeys.generate().current();

	private static final KeyPair OTHER_PAIR = ProxyKeys.generate().current();

	@Test
	void whatIsSealedOpens() {
		Envelope envelope = seal(EXPOSITION);
		assertThat(envelope.data()).hasSizeLessThan(EXPOSITION.length / 2);
		assertThat(open(envelope)).isEqualTo(EXPOSITION);
	}

	@Test
	void nothingIsSealedToo() {
		assertThat(open(seal(new byte[0]))).isEmpty();
	}

	@Test
	void thePublishedProxyOpensIt() throws Exception {
		Envelope envelope = seal(EXPOSITION);
		Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding");
		rsa.init(Cipher.DECRYPT_MODE, PAIR.getPrivate());
		byte[] dataKey = rsa.doFinal(envelope.key());
		Cipher aes = Cipher.getInstance("AES");
		aes.init(Cipher.DECRYPT_MODE, new SecretKeySpec(dataKey, "AES"));
		assertThat(dataKey).hasSize(16);
		assertThat(Snappy.uncompressString(aes.doFinal(envelope.data())))
			.isEqualTo(new String(EXPOSITION, StandardCharsets.UTF_8));
	}

	@Test
	void eachAnswerHasAKeyOfItsOwn() {
		assertThat(seal(EXPOSITION).data()).isNotEqualTo(seal(EXPOSITION).data());
	}

	@Test
	void itOpensWithAnyOfTheCandidates() {
		assertThat(open(seal(EXPOSITION), OTHER_PAIR.getPrivate(), PAIR.getPrivate())).isEqualTo(EXPOSITION);
	}

	@Test
	void itDoesNotOpenWithAForeignKey() {
		Envelope envelope = seal(EXPOSITION);
		assertFailure(WireFailure.UNDECRYPTABLE, () -> open(envelope, OTHER_PAIR.getPrivate()));
		assertFailure(WireFailure.UNDECRYPTABLE, () -> open(envelope, new PrivateKey[0]));
	}

	@Test
	void plainTextNeedsNoKey() {
		Envelope envelope = seal(EXPOSITION, new SealingKey(null));
		assertThat(envelope.data()).isEqualTo(EXPOSITION);
		assertThat(envelope.key()).asString(StandardCharsets.US_ASCII).isEqualTo("plaintext");
		assertThat(open(envelope, new PrivateKey[0])).isEqualTo(EXPOSITION);
	}

	@Test
	void itOpensIntoAnArrayThatWasUsedBefore() {
		byte[] used = new byte[EXPOSITION.length + 7];
		Arrays.fill(used, (byte) 'x');
		List<PrivateKey> candidates = List.of(PAIR.getPrivate());
		WireExposition opened = seal(EXPOSITION).open(candidates, LIMIT, (size) -> used);
		assertThat(opened.bytes()).isSameAs(used)
			.startsWith(EXPOSITION)
			.endsWith("xxxxxxx".getBytes(StandardCharsets.UTF_8));
		assertThat(opened.length()).isEqualTo(EXPOSITION.length);
	}

	@Test
	void nothingIsWrittenBehindTheEndOfAnArrayThatIsTooShort() {
		List<PrivateKey> candidates = List.of(PAIR.getPrivate());
		Envelope envelope = seal(EXPOSITION);
		assertThatExceptionOfType(IndexOutOfBoundsException.class)
			.isThrownBy(() -> envelope.open(candidates, LIMIT, (size) -> new byte[size - 1]));
	}

	@Test
	void noArrayIsAskedForIfTheBlockIsInvalid() throws Exception {
		List<PrivateKey> candidates = List.of(PAIR.getPrivate());
		Envelope envelope = sealBlock(new byte[] { 10, 0 });
		assertFailure(WireFailure.MALFORMED, () -> envelope.open(candidates, LIMIT, (size) -> {
			throw new AssertionError("Asked for " + size);
		}));
	}

	@Test
	void theLimitIsForTheDecompressedSize() {
		assertThat(open(seal(new byte[LIMIT]))).hasSize(LIMIT);
		assertFailure(WireFailure.OVERSIZED, () -> open(seal(new byte[LIMIT + 1])));
		assertFailure(WireFailure.OVERSIZED, () -> open(seal(new byte[LIMIT + 1], new SealingKey(null))));
	}

	@Test
	void aBlockThatClaimsAHugeSizeIsRefusedBeforeMemoryIsTaken() throws Exception {
		// The largest size that Snappy can claim, followed by nothing.
		byte[] huge = { (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f };
		assertFailure(WireFailure.OVERSIZED, () -> open(sealBlock(huge)));
	}

	@Test
	void aBlockThatIsNoSnappyIsMalformed() throws Exception {
		byte[] block = Snappy.compress(EXPOSITION);
		assertFailure(WireFailure.MALFORMED, () -> open(sealBlock(new byte[0])));
		assertFailure(WireFailure.MALFORMED, () -> open(sealBlock(Arrays.copyOf(block, block.length - 1))));
		assertFailure(WireFailure.MALFORMED, () -> open(sealBlock(Arrays.copyOf(block, block.length + 1))));
	}

	@Test
	void aDataKeyOfAWrongLengthIsUndecryptable() throws Exception {
		Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding");
		rsa.init(Cipher.ENCRYPT_MODE, PAIR.getPublic());
		byte[] data = seal(EXPOSITION).data();
		for (int length : new int[] { 0, 1, 15, 17, 100 }) {
			byte[] key = rsa.doFinal(new byte[length]);
			assertFailure(WireFailure.UNDECRYPTABLE, () -> open(new Envelope(data, key)));
		}
	}

	@Test
	void whatDoesNotFitIntoAFrameIsNotSent() {
		byte[] incompressible = new byte[17_000_000];
		new Random(1).nextBytes(incompressible);
		WireException failure = assertFailure(WireFailure.OVERSIZED, () -> seal(incompressible));
		assertThat(failure).hasMessageContaining("17000000 bytes").hasMessageContaining("fewer meters");
	}

	@Test
	void takingAnEnvelopeReleasesThePayload() {
		Payload payload = payload(EXPOSITION, new byte[] { 1 });
		assertThat(Envelope.take(payload, LIMIT, Integer.MAX_VALUE).data()).isEqualTo(EXPOSITION);
		assertThat(payload.refCnt()).isZero();
	}

	@Test
	void anEnvelopeWithoutAKeyIsMalformedAndReleased() {
		Payload payload = ByteBufPayload.create(EXPOSITION);
		assertFailure(WireFailure.MALFORMED, () -> Envelope.take(payload, LIMIT, Integer.MAX_VALUE));
		assertThat(payload.refCnt()).isZero();
	}

	@Test
	void anEnvelopeThatIsTooLargeForTheLimitIsRefusedUnopenedAndReleased() {
		Payload payload = payload(new byte[LIMIT / 6 * 7 + 64], new byte[256]);
		assertFailure(WireFailure.OVERSIZED, () -> Envelope.take(payload, LIMIT, Integer.MAX_VALUE));
		assertThat(payload.refCnt()).isZero();
	}

	@Test
	void incompressibleMetricsWithinTheLimitAreTaken() {
		byte[] incompressible = new byte[LIMIT];
		new Random(1).nextBytes(incompressible);
		Envelope sealed = seal(incompressible);
		assertThat(open(Envelope.take(payload(sealed.data(), sealed.key()), LIMIT, Integer.MAX_VALUE)))
			.isEqualTo(incompressible);
	}

	/**
	 * Without a check of integrity on the published wire, an altered envelope may open to
	 * something else. What must not happen is any other failure, or more than the limit.
	 */
	@Test
	void alteredEnvelopesFailInNoOtherWay() throws Exception {
		Random random = new Random(20260101);
		byte[] block = Snappy.compress(EXPOSITION);
		int opened = 0;
		for (int i = 0; i < 1000; i++) {
			Envelope altered = switch (random.nextInt(3)) {
				case 0 -> {
					Envelope envelope = seal(EXPOSITION);
					yield new Envelope(alter(envelope.data(), random), envelope.key());
				}
				case 1 -> {
					Envelope envelope = seal(EXPOSITION);
					yield new Envelope(envelope.data(), alter(envelope.key(), random));
				}
				default -> sealBlock(alter(block, random));
			};
			try {
				assertThat(open(altered)).hasSizeLessThanOrEqualTo(LIMIT);
				opened++;
			}
			catch (WireException ex) {
				assertThat(ex.reason()).isIn(WireFailure.UNDECRYPTABLE, WireFailure.MALFORMED, WireFailure.OVERSIZED);
			}
		}
		assertThat(opened).isLessThan(500);
	}

	private static byte[] alter(byte[] bytes, Random random) {
		byte[] altered = bytes.clone();
		switch (random.nextInt(4)) {
			case 0 -> altered[random.nextInt(altered.length)] ^= (byte) (1 << random.nextInt(8));
			case 1 -> altered = Arrays.copyOf(altered, random.nextInt(altered.length));
			case 2 -> altered = Arrays.copyOf(altered, altered.length + 1 + random.nextInt(64));
			default -> {
				byte[] noise = new byte[1 + random.nextInt(altered.length)];
				random.nextBytes(noise);
				System.arraycopy(noise, 0, altered, random.nextInt(altered.length - noise.length + 1), noise.length);
			}
		}
		return altered;
	}

	private static Envelope seal(byte[] exposition) {
		return seal(exposition, new SealingKey(PAIR.getPublic()));
	}

	private static Envelope seal(byte[] exposition, SealingKey key) {
		return Envelope.seal(new WireExposition(exposition, ExpositionFormat.TEXT_0_0_4), key);
	}

	/**
	 * Seals bytes as they are, without compressing them.
	 */
	private static Envelope sealBlock(byte[] block) throws Exception {
		byte[] dataKey = new byte[16];
		Cipher aes = Cipher.getInstance("AES");
		aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(dataKey, "AES"));
		Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding");
		rsa.init(Cipher.ENCRYPT_MODE, PAIR.getPublic());
		return new Envelope(aes.doFinal(block), rsa.doFinal(dataKey));
	}

	private static byte[] open(Envelope envelope) {
		return open(envelope, PAIR.getPrivate());
	}

	private static byte[] open(Envelope envelope, PrivateKey... candidates) {
		return envelope.open(List.of(candidates), LIMIT, byte[]::new).bytes();
	}

	private static Payload payload(byte[] data, byte[] metadata) {
		ByteBuf dataBuffer = Unpooled.copiedBuffer(data);
		return ByteBufPayload.create(dataBuffer, Unpooled.copiedBuffer(metadata));
	}

	private static WireException assertFailure(WireFailure reason, ThrowingCallable code) {
		WireException failure = catchThrowableOfType(WireException.class, code);
		assertThat(failure).isNotNull();
		assertThat(failure.reason()).isEqualTo(reason);
		return failure;
	}

}
