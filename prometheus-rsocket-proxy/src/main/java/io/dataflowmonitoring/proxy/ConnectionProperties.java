package io.dataflowmonitoring.proxy;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.web.server.Ssl.ClientAuth;
import org.springframework.util.unit.DataSize;

/**
 * What can be set about the connections of apps, besides the ports.
 *
 * @param maxConnections How many connections may be open, over TCP and WebSocket
 * together. More are refused.
 * @param maxConnectionsPerAddress How many of them may come from one address, such as the
 * one of a load balancer.
 * @param maxAnswerSize How large one answer or final push may be as it travels,
 * compressed.
 * @param ssl TLS on both ports for apps.
 * @param appTokens Tokens that apps may show. Several, so that they can be replaced one
 * after the other.
 * @param tcpTokenRequired Whether apps that connect over TCP must show a token.
 * @param websocketTokenRequired Whether apps that connect over WebSocket must show a
 * token.
 * @param drainTimeout How long the proxy waits, when it is to end, for apps to connect
 * elsewhere.
 */
@ConfigurationProperties("micrometer.prometheus-proxy")
record ConnectionProperties(@DefaultValue("10000") int maxConnections,
		@DefaultValue("5000") int maxConnectionsPerAddress, @DefaultValue("16MB") DataSize maxAnswerSize,
		@DefaultValue Ssl ssl, @DefaultValue List<String> appTokens, @DefaultValue("false") boolean tcpTokenRequired,
		@DefaultValue("false") boolean websocketTokenRequired, @DefaultValue("10s") Duration drainTimeout) {

	/**
	 * The property that switches TLS on.
	 */
	static final String SSL_BUNDLE = "micrometer.prometheus-proxy.ssl.bundle";

	private static final String PREFIX = "micrometer.prometheus-proxy.";

	private static final DataSize LARGEST_ANSWER = DataSize.ofGigabytes(1);

	private static final Duration LONGEST_DRAIN = Duration.ofHours(1);

	ConnectionProperties {
		appTokens = List.copyOf(appTokens);
		check(maxConnections > 0, "max-connections", maxConnections, "must be at least 1");
		check(maxConnectionsPerAddress > 0, "max-connections-per-address", maxConnectionsPerAddress,
				"must be at least 1");
		check(maxAnswerSize.toBytes() > 0 && maxAnswerSize.compareTo(LARGEST_ANSWER) <= 0, "max-answer-size",
				maxAnswerSize, "must be between 1B and 1GB");
		check(!drainTimeout.isNegative() && drainTimeout.compareTo(LONGEST_DRAIN) <= 0, "drain-timeout", drainTimeout,
				"must be between 0 and 1h");
		// The values are secrets, so they are not told.
		check(appTokens.stream().noneMatch(String::isBlank), "app-tokens", "(hidden)", "must not have an empty token");
		check(!tcpTokenRequired || !appTokens.isEmpty(), "tcp-token-required", true, "needs " + PREFIX + "app-tokens");
		check(!websocketTokenRequired || !appTokens.isEmpty(), "websocket-token-required", true,
				"needs " + PREFIX + "app-tokens");
	}

	/**
	 * Keeps the tokens out of logs.
	 */
	@Override
	public String toString() {
		return "ConnectionProperties";
	}

	private static void check(boolean valid, String name, Object value, String rule) {
		if (!valid) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + name, value, "It " + rule + ".");
		}
	}

	/**
	 * TLS on both ports for apps.
	 *
	 * @param bundle Name of the SSL bundle with the proxy's private key and certificate,
	 * and with the certificates that apps' certificates are checked against. Unless set,
	 * there is no TLS.
	 * @param clientAuth Whether apps are asked for a certificate: none for no, want for
	 * yes, need for those that must have one that the bundle trusts.
	 */
	record Ssl(@Nullable String bundle, @DefaultValue("none") ClientAuth clientAuth) {

		Ssl {
			check(bundle != null || clientAuth == ClientAuth.NONE, "ssl.client-auth", clientAuth,
					"needs " + SSL_BUNDLE);
		}

	}

}
