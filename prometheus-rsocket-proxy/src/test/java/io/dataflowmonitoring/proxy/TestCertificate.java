package io.dataflowmonitoring.proxy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/**
 * A new private key with a certificate that it has signed itself, made by the JDK's
 * keytool, since the JDK offers no API for it.
 */
record TestCertificate(PrivateKey key, X509Certificate certificate) {

	private static final char[] PASSWORD = "password".toCharArray();

	/**
	 * Makes a certificate for 127.0.0.1.
	 * @param name what it is called
	 * @param directory where the key store may be in between
	 */
	static TestCertificate create(String name, Path directory) {
		Path store = directory.resolve(name + ".p12");
		try {
			Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
					"-genkeypair", "-alias", "key", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=" + name,
					"-ext", "san=ip:127.0.0.1", "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass",
					new String(PASSWORD))
				.inheritIO()
				.start();
			if (!keytool.waitFor(30, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
				throw new IllegalStateException("keytool failed");
			}
			KeyStore keys = KeyStore.getInstance("PKCS12");
			keys.load(new ByteArrayInputStream(Files.readAllBytes(store)), PASSWORD);
			return new TestCertificate((PrivateKey) keys.getKey("key", PASSWORD),
					(X509Certificate) keys.getCertificate("key"));
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Writes or replaces the certificate as a PEM file, at one go.
	 */
	void writeCertificate(Path file) {
		try {
			write(file, "CERTIFICATE", this.certificate.getEncoded());
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Writes or replaces the private key as a PEM file, at one go.
	 */
	void writeKey(Path file) {
		write(file, "PRIVATE KEY", this.key.getEncoded());
	}

	private static void write(Path file, String type, byte[] content) {
		String pem = "-----BEGIN %s-----\n%s\n-----END %1$s-----\n".formatted(type,
				Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(content));
		try {
			Path next = file.resolveSibling(file.getFileName() + ".next");
			Files.write(next, pem.getBytes(StandardCharsets.US_ASCII));
			Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
