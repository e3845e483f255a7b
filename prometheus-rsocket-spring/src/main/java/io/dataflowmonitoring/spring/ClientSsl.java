package io.dataflowmonitoring.spring;

import javax.net.ssl.SSLParameters;

import io.dataflowmonitoring.client.PrometheusRSocketClient;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.core.env.Environment;

/**
 * Has the client speak TLS as one of Spring Boot's SSL bundles says.
 */
final class ClientSsl {

	private static final String PROPERTY = PrometheusRSocketPropertySources.PREFIX + ".ssl.bundle";

	private final @Nullable SslBundles bundles;

	private final Environment environment;

	/**
	 * Creates it.
	 * @param bundles all bundles; null if the app has left Spring Boot's
	 * auto-configuration for them out
	 * @param environment has the property as the user has written it
	 */
	ClientSsl(@Nullable SslBundles bundles, Environment environment) {
		this.bundles = bundles;
		this.environment = environment;
	}

	/**
	 * Has a client use a bundle. It is looked up anew for each connection, so a bundle
	 * that Spring Boot has reloaded counts from the next one on.
	 * @param builder the client's builder
	 * @param name the bundle's name
	 * @throws InvalidConfigurationPropertyValueException if there is no such bundle
	 */
	void configure(PrometheusRSocketClient.Builder builder, String name) {
		SslBundles all = this.bundles;
		if (all == null) {
			throw invalid(name, "This app has no SSL bundles. Do not exclude Spring Boot's SslAutoConfiguration.");
		}
		if (!all.getBundleNames().contains(name)) {
			throw invalid(name, "There is no SSL bundle of that name, only " + all.getBundleNames()
					+ ". Define it under spring.ssl.bundle, or correct the name.");
		}
		builder.sslContext(() -> all.getBundle(name).createSslContext());
		SslOptions options = all.getBundle(name).getOptions();
		if (options.isSpecified()) {
			builder.sslParameters(new SSLParameters(options.getCiphers(), options.getEnabledProtocols()));
		}
	}

	private InvalidConfigurationPropertyValueException invalid(String name, String reason) {
		return new PrometheusRSocketPropertySources(this.environment).invalid(PROPERTY, name, reason);
	}

}
