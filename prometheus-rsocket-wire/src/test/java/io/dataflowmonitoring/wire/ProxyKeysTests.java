package io.dataflowmonitoring.wire;

import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ProxyKeysTests {

	@Test
	void thePublicKeyIsWhatPublishedClientsRead() throws Exception {
		byte[] encoded = ProxyKeys.generate().publicKey();
		RSAPublicKey key = (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(encoded));
		assertThat(key.getModulus().bitLength()).isEqualTo(2048);
	}

	@Test
	void thePublicKeyStaysUntilItIsRotated() {
		ProxyKeys keys = ProxyKeys.generate();
		byte[] first = keys.publicKey();
		assertThat(keys.publicKey()).isEqualTo(first);
		keys.rotate();
		assertThat(keys.publicKey()).isNotEqualTo(first);
	}

}
