package io.dataflowmonitoring.wire;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.MGF1ParameterSpec;
import java.util.List;

import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret of one connection, which the app chooses and sends enciphered for the
 * proxy's RSA key, and the keys that both ends derive from it.
 */
final class SessionSecret {

	static final String APP_TO_PROXY = "dataflow-monitoring 2 app to proxy";

	static final String PROXY_TO_APP = "dataflow-monitoring 2 proxy to app";

	private static final String KEY_CIPHER = "RSA/ECB/OAEPPadding";

	private static final OAEPParameterSpec OAEP = new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256,
			PSource.PSpecified.DEFAULT);

	private static final String HMAC = "HmacSHA256";

	/**
	 * In bytes.
	 */
	private static final int SIZE = 32;

	private final byte[] bytes;

	SessionSecret(byte[] bytes) {
		this.bytes = bytes;
	}

	static SessionSecret generate() {
		byte[] bytes = new byte[SIZE];
		new SecureRandom().nextBytes(bytes);
		return new SessionSecret(bytes);
	}

	/**
	 * Enciphers the secret.
	 * @param publicKey the proxy's key
	 * @return the body of the message that starts the session
	 * @throws WireException if the key cannot be used
	 */
	byte[] wrap(PublicKey publicKey) {
		try {
			Cipher cipher = Cipher.getInstance(KEY_CIPHER);
			cipher.init(Cipher.ENCRYPT_MODE, publicKey, OAEP);
			return cipher.doFinal(this.bytes);
		}
		catch (GeneralSecurityException ex) {
			throw new WireException(WireFailure.MALFORMED, "The proxy's key cannot be used: " + ex.getMessage(), ex);
		}
	}

	/**
	 * Deciphers a secret. Takes a millisecond of processor time.
	 * @param wrapped what the app sent
	 * @param candidates the keys that it may have been enciphered for
	 * @return the secret
	 * @throws WireException if none of the keys fits
	 */
	static SessionSecret unwrap(byte[] wrapped, List<PrivateKey> candidates) {
		GeneralSecurityException failure = null;
		for (PrivateKey candidate : candidates) {
			try {
				Cipher cipher = Cipher.getInstance(KEY_CIPHER);
				cipher.init(Cipher.DECRYPT_MODE, candidate, OAEP);
				byte[] bytes = cipher.doFinal(wrapped);
				if (bytes.length == SIZE) {
					return new SessionSecret(bytes);
				}
			}
			catch (GeneralSecurityException ex) {
				failure = ex;
			}
		}
		throw new WireException(WireFailure.UNDECRYPTABLE,
				"The app's session key was not enciphered for the key that this proxy gave it", failure);
	}

	/**
	 * Starts the app's end of the session.
	 */
	Session appSession(byte[] transcript) {
		return new Session(key(transcript, APP_TO_PROXY), key(transcript, PROXY_TO_APP));
	}

	/**
	 * Starts the proxy's end of the session.
	 */
	Session proxySession(byte[] transcript) {
		return new Session(key(transcript, PROXY_TO_APP), key(transcript, APP_TO_PROXY));
	}

	/**
	 * Sums up what both ends said in the clear before the session, so that the keys fit
	 * only if both saw the same.
	 * @param setupEntry our entry in SETUP
	 * @param hello the metadata of the proxy's first frame
	 * @param publicKey the data of the proxy's first frame
	 * @return the digest
	 */
	static byte[] transcript(byte[] setupEntry, byte[] hello, byte[] publicKey) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			for (byte[] part : List.of(setupEntry, hello, publicKey)) {
				digest.update(new FieldWriter().uint32(part.length).toBytes());
				digest.update(part);
			}
			return digest.digest();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	/**
	 * Derives the key of one direction: HKDF of RFC 5869 with SHA-256.
	 */
	SecretKey key(byte[] transcript, String direction) {
		byte[] pseudoRandomKey = hmac(transcript, this.bytes);
		return new SecretKeySpec(hkdfExpand(pseudoRandomKey, new FieldWriter().utf8(direction).toBytes()), "AES");
	}

	/**
	 * HKDF-Expand of RFC 5869 for the length of one digest, where it is a single step.
	 */
	static byte[] hkdfExpand(byte[] pseudoRandomKey, byte[] info) {
		return hmac(pseudoRandomKey, new FieldWriter().bytes(info).uint8(1).toBytes());
	}

	/**
	 * HMAC-SHA-256, which is also HKDF-Extract of RFC 5869, the key being the salt.
	 */
	static byte[] hmac(byte[] key, byte[] input) {
		try {
			Mac mac = Mac.getInstance(HMAC);
			mac.init(new SecretKeySpec(key, HMAC));
			return mac.doFinal(input);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java platform has " + HMAC, ex);
		}
	}

}
