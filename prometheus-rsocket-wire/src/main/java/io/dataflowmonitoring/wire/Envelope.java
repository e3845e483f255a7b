package io.dataflowmonitoring.wire;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.rsocket.Payload;
import io.rsocket.frame.FrameLengthCodec;
import io.rsocket.util.DefaultPayload;

/**
 * One exposition as published peers send it: compressed with Snappy, enciphered with an
 * AES key of its own, and that key enciphered for the proxy's RSA key.
 */
final class Envelope {

	/**
	 * MGF1 works with SHA-1 here, the default of the JDK's provider for this name.
	 */
	private static final String KEY_CIPHER = "RSA/ECB/OAEPWithSHA-256AndMGF1Padding";

	private static final String DATA_CIPHER = "AES/ECB/PKCS5Padding";

	private static final int DATA_KEY_SIZE = 128;

	/**
	 * Published peers do not fragment, so an envelope has to fit into one frame: its
	 * length takes 3 bytes, its header 6, and the length of the metadata 3.
	 */
	private static final int MAX_SEALED_BYTES = FrameLengthCodec.FRAME_LENGTH_MASK - 12;

	private final byte[] data;

	private final byte[] key;

	/**
	 * Creates an envelope of its two parts.
	 * @param data the exposition, sealed; or as plain text
	 * @param key the enciphered AES key; or the word {@code plaintext}
	 */
	Envelope(byte[] data, byte[] key) {
		this.data = data;
		this.key = key;
	}

	/**
	 * Seals an exposition.
	 * @param exposition the exposition
	 * @param sealingKey how the proxy wants it sealed
	 * @return the envelope
	 * @throws WireException if it does not fit into one frame
	 */
	static Envelope seal(WireExposition exposition, SealingKey sealingKey) {
		ExpositionBuffer buffer = new ExpositionBuffer(sealingKey.isCompressed());
		buffer.fill(exposition);
		return seal(buffer, sealingKey);
	}

	/**
	 * Seals an exposition.
	 * @param exposition has the exposition, compressed if the key says so
	 * @param sealingKey how the proxy wants it sealed
	 * @return the envelope
	 * @throws WireException if it does not fit into one frame
	 */
	static Envelope seal(ExpositionBuffer exposition, SealingKey sealingKey) {
		PublicKey publicKey = sealingKey.publicKey();
		Envelope envelope = (publicKey != null) ? encipher(exposition, publicKey)
				: new Envelope(exposition.toBytes(), SealingKey.PLAINTEXT);
		int size = envelope.data.length + envelope.key.length;
		if (size > MAX_SEALED_BYTES) {
			throw new WireException(WireFailure.OVERSIZED,
					"The metrics are " + exposition.size() + " bytes, " + size + " when compressed, but only "
							+ MAX_SEALED_BYTES + " fit on the wire: have the app register fewer meters");
		}
		return envelope;
	}

	/**
	 * Reads an envelope from a payload and releases the payload.
	 * @param payload what the app sent
	 * @param maxExpositionBytes the limit for the exposition in it, after decompression
	 * @param maxAnswerBytes the limit for the envelope as it travels
	 * @return the envelope
	 * @throws WireException if the envelope is incomplete or certain to be too large
	 */
	static Envelope take(Payload payload, int maxExpositionBytes, int maxAnswerBytes) {
		try {
			int size = payload.data().readableBytes();
			if (size > maxSealedSize(maxExpositionBytes)) {
				throw new WireException(WireFailure.OVERSIZED, "The app sent " + size + " compressed bytes, more than "
						+ maxExpositionBytes
						+ " bytes of metrics can take: raise the proxy's limit or have the app register fewer meters");
			}
			if (size > maxAnswerBytes) {
				throw new WireException(WireFailure.OVERSIZED, "The app sent " + size + " bytes, the limit is "
						+ maxAnswerBytes + ": raise the proxy's limit or have the app register fewer meters");
			}
			if (!payload.hasMetadata()) {
				throw new WireException(WireFailure.MALFORMED, "The app sent an envelope without a key");
			}
			return new Envelope(bytes(payload.data()), bytes(payload.metadata()));
		}
		finally {
			payload.release();
		}
	}

	/**
	 * Opens this envelope.
	 * @param candidates the keys it may have been sealed for, the likeliest first
	 * @param maxExpositionBytes the limit for the exposition, after decompression
	 * @param arrays gives an array of at least some size for the exposition, which is not
	 * asked for if the exposition is in an array already
	 * @return the exposition
	 * @throws WireException if it cannot be opened, or if the exposition is too large
	 */
	WireExposition open(List<PrivateKey> candidates, int maxExpositionBytes, IntFunction<byte[]> arrays) {
		if (Arrays.equals(this.key, SealingKey.PLAINTEXT)) {
			checkSize(this.data.length, maxExpositionBytes);
			return exposition(this.data, this.data.length);
		}
		byte[] compressed = decipher(decipherKey(candidates));
		try {
			long size = Compression.decompressedSize(compressed, 0, compressed.length);
			checkSize(size, maxExpositionBytes);
			return exposition(Compression.decompress(compressed, 0, compressed.length, (int) size, arrays), (int) size);
		}
		catch (IOException ex) {
			throw new WireException(WireFailure.MALFORMED, "What the app sent does not decompress as Snappy", ex);
		}
	}

	private WireExposition exposition(byte[] bytes, int length) {
		return new WireExposition(bytes, length, ExpositionFormat.TEXT_0_0_4, this.data.length);
	}

	byte[] data() {
		return this.data;
	}

	byte[] key() {
		return this.key;
	}

	Payload toPayload() {
		return DefaultPayload.create(this.data, this.key);
	}

	static byte[] bytes(ByteBuf buffer) {
		return ByteBufUtil.getBytes(buffer);
	}

	@SuppressWarnings("InsecureCryptoUsage") // what the published wire prescribes
	private static Envelope encipher(ExpositionBuffer exposition, PublicKey publicKey) {
		try {
			KeyGenerator generator = KeyGenerator.getInstance("AES");
			generator.init(DATA_KEY_SIZE);
			SecretKey dataKey = generator.generateKey();
			Cipher dataCipher = Cipher.getInstance(DATA_CIPHER);
			dataCipher.init(Cipher.ENCRYPT_MODE, dataKey);
			Cipher keyCipher = Cipher.getInstance(KEY_CIPHER);
			keyCipher.init(Cipher.ENCRYPT_MODE, publicKey);
			return new Envelope(dataCipher.doFinal(exposition.array(), exposition.offset(), exposition.length()),
					keyCipher.doFinal(dataKey.getEncoded()));
		}
		catch (GeneralSecurityException ex) {
			throw new WireException(WireFailure.MALFORMED, "The proxy's key cannot be used: " + ex.getMessage(), ex);
		}
	}

	private byte[] decipherKey(List<PrivateKey> candidates) {
		GeneralSecurityException failure = null;
		for (PrivateKey candidate : candidates) {
			try {
				Cipher cipher = Cipher.getInstance(KEY_CIPHER);
				cipher.init(Cipher.DECRYPT_MODE, candidate);
				return cipher.doFinal(this.key);
			}
			catch (GeneralSecurityException ex) {
				failure = ex;
			}
		}
		throw new WireException(WireFailure.UNDECRYPTABLE,
				"What the app sent was sealed for a key that this proxy did not give it", failure);
	}

	@SuppressWarnings("InsecureCryptoUsage") // what the published wire prescribes
	private byte[] decipher(byte[] dataKey) {
		try {
			Cipher cipher = Cipher.getInstance(DATA_CIPHER);
			cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(dataKey, "AES"));
			return cipher.doFinal(this.data);
		}
		catch (GeneralSecurityException | IllegalArgumentException ex) {
			throw new WireException(WireFailure.UNDECRYPTABLE, "What the app sent does not decipher with its own key",
					ex);
		}
	}

	private static void checkSize(long size, int maxExpositionBytes) {
		if (size > maxExpositionBytes) {
			throw new WireException(WireFailure.OVERSIZED, "The app's metrics are " + size + " bytes, the limit is "
					+ maxExpositionBytes + ": raise the proxy's limit or have the app register fewer meters");
		}
	}

	/**
	 * Incompressible input grows by a sixth and 32 bytes at most in Snappy, and by one
	 * block in AES.
	 */
	private static long maxSealedSize(long expositionBytes) {
		return expositionBytes + expositionBytes / 6 + 32 + 16;
	}

}
