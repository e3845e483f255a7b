package io.dataflowmonitoring.wire;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;

/**
 * The RSA key pair that a proxy has all apps seal their answers for. One pair serves all
 * connections, because making one takes 140 ms of processor time. Each connection
 * remembers the pairs that its app may still use, so rotation loses nothing that is under
 * way.
 */
public final class ProxyKeys {

	/**
	 * The size that published proxies use, in bits. A larger one costs more on every
	 * answer: deciphering takes 1.2 ms with 2048 bits, 4.3 ms with 3072.
	 */
	private static final int KEY_SIZE = 2048;

	private volatile KeyPair current;

	private ProxyKeys(KeyPair current) {
		this.current = current;
	}

	/**
	 * Makes a first key pair. Takes some 140 ms of processor time.
	 * @return keys with one new pair
	 */
	public static ProxyKeys generate() {
		return new ProxyKeys(newPair());
	}

	/**
	 * Replaces the key pair: from now on every request asks for answers sealed for the
	 * new one. Takes some 140 ms of processor time, so do not call it on an event loop.
	 */
	public void rotate() {
		this.current = newPair();
	}

	/**
	 * Returns the key that the next request carries.
	 * @return the public key as X.509 {@code SubjectPublicKeyInfo}, DER
	 */
	public byte[] publicKey() {
		return this.current.getPublic().getEncoded();
	}

	KeyPair current() {
		return this.current;
	}

	private static KeyPair newPair() {
		try {
			KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
			generator.initialize(KEY_SIZE);
			return generator.generateKeyPair();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has RSA", ex);
		}
	}

}
