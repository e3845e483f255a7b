package io.dataflowmonitoring.proxy.connection;

import java.util.Objects;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what is wrong with the SSL bundle for the ports for apps and what to do about it.
 */
final class UnusableSslBundleFailureAnalyzer extends AbstractFailureAnalyzer<UnusableSslBundleException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnusableSslBundleException cause) {
		return new FailureAnalysis(Objects.requireNonNull(cause.getMessage()),
				"""
						Set micrometer.prometheus-proxy.ssl.bundle to a bundle under spring.ssl.bundle.pem or spring.ssl.bundle.jks \
						that has the private key and the certificate of the proxy and, if apps show certificates \
						(micrometer.prometheus-proxy.ssl.client-auth), the trusted ones.""",
				cause);
	}

}
