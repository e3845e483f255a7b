package io.dataflowmonitoring.systemtests.fleet;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;

import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;

import io.rsocket.Payload;
import io.rsocket.util.DefaultPayload;
import org.xerial.snappy.Snappy;

/**
 * What a published client sends: the Snappy block of its exposition, enciphered with a
 * fresh AES key, and that key enciphered for the proxy.
 */
public final class PublishedEnvelope {

	private PublishedEnvelope() {
	}

	/**
	 * Reads the key that a proxy sent.
	 * @param key X.509 {@code SubjectPublicKeyInfo}, DER
	 * @return the key
	 * @throws IllegalArgumentException if it is none
	 */
	public static PublicKey publicKey(byte[] key) {
		try {
			return KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(key));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalArgumentException("The proxy sent no RSA key", ex);
		}
	}

	/**
	 * Compresses and seals an exposition.
	 * @param exposition the exposition
	 * @param publicKey the proxy's key
	 * @return the payload to send
	 */
	public static Payload seal(byte[] exposition, PublicKey publicKey) {
		try {
			return sealBlock(Snappy.compress(exposition), publicKey);
		}
		catch (IOException ex) {
			throw new IllegalStateException("Snappy compresses any bytes", ex);
		}
	}

	/**
	 * Seals what is compressed already.
	 * @param block the compressed block, or what is to be taken for one
	 * @param publicKey the proxy's key
	 * @return the payload to send
	 */
	@SuppressWarnings("InsecureCryptoUsage") // what the published wire prescribes
	public static Payload sealBlock(byte[] block, PublicKey publicKey) {
		try {
			KeyGenerator generator = KeyGenerator.getInstance("AES");
			generator.init(128);
			SecretKey dataKey = generator.generateKey();
			Cipher dataCipher = Cipher.getInstance("AES/ECB/PKCS5Padding");
			dataCipher.init(Cipher.ENCRYPT_MODE, dataKey);
			Cipher keyCipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding");
			keyCipher.init(Cipher.ENCRYPT_MODE, publicKey);
			return DefaultPayload.create(dataCipher.doFinal(block), keyCipher.doFinal(dataKey.getEncoded()));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java platform has these ciphers", ex);
		}
	}

}
