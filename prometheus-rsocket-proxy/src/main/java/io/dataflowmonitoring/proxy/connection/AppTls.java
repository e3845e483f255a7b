package io.dataflowmonitoring.proxy.connection;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

import javax.net.ssl.SSLException;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.web.server.Ssl;

/**
 * TLS on the ports for apps, from one of Spring Boot's SSL bundles. When the bundle is
 * updated, new connections get the new certificate.
 */
public final class AppTls {

	private static final Logger logger = LoggerFactory.getLogger(AppTls.class);

	private final String bundleName;

	private final Ssl.ClientAuth clientAuth;

	private final ReloadableSslContext context;

	private AppTls(String bundleName, Ssl.ClientAuth clientAuth, SslBundle bundle) {
		this.bundleName = bundleName;
		this.clientAuth = clientAuth;
		this.context = new ReloadableSslContext(contextOf(bundle));
	}

	/**
	 * Reads a bundle, and follows its updates.
	 * @param bundles the bundles that are configured
	 * @param bundleName the name of one of them
	 * @param clientAuth whether apps are asked for a certificate, and must have one
	 * @return TLS for any number of servers
	 * @throws UnusableSslBundleException if there is no such bundle or it cannot serve
	 */
	public static AppTls of(SslBundles bundles, String bundleName, Ssl.ClientAuth clientAuth) {
		SslBundle bundle;
		try {
			bundle = bundles.getBundle(bundleName);
		}
		catch (NoSuchSslBundleException ex) {
			throw new UnusableSslBundleException(bundleName, "there is no bundle of that name", ex);
		}
		AppTls tls = new AppTls(bundleName, clientAuth, bundle);
		bundles.addBundleUpdateHandler(bundleName, tls::update);
		logger.info("The ports for apps speak TLS with the SSL bundle {}: {}", bundleName, describe(bundle));
		return tls;
	}

	SslContext context() {
		return this.context;
	}

	private void update(SslBundle bundle) {
		try {
			this.context.replace(contextOf(bundle));
			logger.info("The SSL bundle {} was read again, new connections of apps get it: {}", this.bundleName,
					describe(bundle));
		}
		catch (UnusableSslBundleException ex) {
			logger.error("Apps are still served with the SSL bundle as it was before: {}", ex.getMessage());
		}
	}

	private SslContext contextOf(SslBundle bundle) {
		try {
			if (certificates(bundle.getStores().getKeyStore()).isEmpty()) {
				throw new UnusableSslBundleException(this.bundleName,
						"it has no private key with a certificate to show to apps", null);
			}
			// Without a trust store of its own Java trusts every public authority, which
			// would let in whoever has bought a certificate.
			if (this.clientAuth != Ssl.ClientAuth.NONE && bundle.getStores().getTrustStore() == null) {
				throw new UnusableSslBundleException(this.bundleName,
						"it has no trust store, so it cannot say which certificates of apps are trusted", null);
			}
			SslOptions options = bundle.getOptions();
			return SslContextBuilder.forServer(bundle.getManagers().getKeyManagerFactory())
				.trustManager(bundle.getManagers().getTrustManagerFactory())
				.sslProvider(SslProvider.JDK)
				.ciphers(SslOptions.asSet(options.getCiphers()))
				.protocols(options.getEnabledProtocols())
				.clientAuth(Objects.requireNonNull(
						Ssl.ClientAuth.map(this.clientAuth, ClientAuth.NONE, ClientAuth.OPTIONAL, ClientAuth.REQUIRE)))
				.build();
		}
		catch (GeneralSecurityException | SSLException | IllegalStateException | IllegalArgumentException ex) {
			throw new UnusableSslBundleException(this.bundleName, String.valueOf(ex.getMessage()), ex);
		}
	}

	private static String describe(SslBundle bundle) {
		try {
			List<String> descriptions = new ArrayList<>();
			for (X509Certificate certificate : certificates(bundle.getStores().getKeyStore())) {
				descriptions.add("%s, valid until %s".formatted(certificate.getSubjectX500Principal().getName(),
						certificate.getNotAfter().toInstant()));
			}
			return String.join("; ", descriptions);
		}
		catch (KeyStoreException ex) {
			return String.valueOf(ex.getMessage());
		}
	}

	private static List<X509Certificate> certificates(@Nullable KeyStore keys) throws KeyStoreException {
		if (keys == null) {
			return List.of();
		}
		List<X509Certificate> certificates = new ArrayList<>();
		for (String alias : Collections.list(keys.aliases())) {
			if (keys.isKeyEntry(alias) && keys.getCertificate(alias) instanceof X509Certificate certificate) {
				certificates.add(certificate);
			}
		}
		return certificates;
	}

}
