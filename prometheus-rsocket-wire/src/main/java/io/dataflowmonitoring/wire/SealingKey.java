package io.dataflowmonitoring.wire;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;

import io.rsocket.Payload;
import org.jspecify.annotations.Nullable;

/**
 * What a proxy's request says about how to seal the answer.
 *
 * @param publicKey the proxy's RSA key; null if the proxy asks for plain text
 */
record SealingKey(@Nullable PublicKey publicKey) {

	/**
	 * The word that stands in the place of a key to ask for plain text, and in the place
	 * of the enciphered key in the answer.
	 */
	static final byte[] PLAINTEXT = "plaintext".getBytes(StandardCharsets.US_ASCII);

	/**
	 * Returns whether expositions are compressed: those that stay plain text are not.
	 */
	boolean isCompressed() {
		return this.publicKey != null;
	}

	/**
	 * Reads the key from a payload and releases the payload.
	 * @param payload what the proxy sent
	 * @return the key
	 * @throws WireException if there is no readable key in it
	 */
	static SealingKey take(Payload payload) {
		byte[] data;
		try {
			data = Envelope.bytes(payload.data());
		}
		finally {
			payload.release();
		}
		if (Arrays.equals(data, PLAINTEXT)) {
			return new SealingKey(null);
		}
		return new SealingKey(publicKey(data));
	}

	/**
	 * Reads a proxy's key.
	 * @param data the key, as X.509 {@code SubjectPublicKeyInfo}, DER
	 * @return the key
	 * @throws WireException if there is no readable key in it
	 */
	static PublicKey publicKey(byte[] data) {
		try {
			return KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(data));
		}
		catch (GeneralSecurityException ex) {
			throw new WireException(WireFailure.MALFORMED, "The proxy sent " + data.length
					+ " bytes that are no RSA public key: is the peer a Prometheus RSocket proxy?", ex);
		}
	}

}
