package io.dataflowmonitoring.proxy;

import java.time.Clock;
import java.util.Objects;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.dataflowmonitoring.proxy.connection.AppTls;
import io.dataflowmonitoring.proxy.connection.ConnectionLimits;
import io.dataflowmonitoring.proxy.connection.ConnectionFailures;

/**
 * Whom the servers for apps let in, and how many.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ConnectionProperties.class)
class ConnectionConfiguration {

	private final ConnectionProperties properties;

	ConnectionConfiguration(ConnectionProperties properties) {
		this.properties = properties;
	}

	@Bean
	@ConditionalOnProperty(ConnectionProperties.SSL_BUNDLE)
	AppTls appTls(SslBundles bundles) {
		ConnectionProperties.Ssl ssl = this.properties.ssl();
		return AppTls.of(bundles, Objects.requireNonNull(ssl.bundle()), ssl.clientAuth());
	}

	@Bean
	ConnectionLimits connectionLimits() {
		return new ConnectionLimits(this.properties.maxConnections(), this.properties.maxConnectionsPerAddress());
	}

	@Bean
	ConnectionFailures connectionFailures(Clock clock, MeterRegistry meters) {
		return new ConnectionFailures(clock, meters);
	}

}
