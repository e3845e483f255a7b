package io.dataflowmonitoring.spring;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

import io.dataflowmonitoring.client.ProxyAddress;
import io.dataflowmonitoring.client.Transport;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.StringUtils;

/**
 * How the app reaches the proxy, and who it says it is. Read by
 * {@link PrometheusRSocketPropertySources}, which also knows the older prefixes.
 *
 * @param enabled Whether to connect to the proxy.
 * @param host Host name or address of the proxy.
 * @param port Port of the proxy. Usually 7001 for TCP and 8081 for WebSocket.
 * @param proxies Addresses of several proxies, as host:port, instead of host and port;
 * port counts where none is written. The app is connected to one of them, the first if
 * possible.
 * @param transport Transport of the connection, tcp or websocket.
 * @param secure Whether to connect with TLS. Implied by an SSL bundle.
 * @param ssl What to trust and to show with TLS.
 * @param token Bearer token to show to the proxy, if it wants to see one. Never logged.
 * @param firstBackoff Time to wait before the second attempt to connect. Doubles with
 * each further attempt.
 * @param maxBackoff Longest time to wait between two attempts to connect.
 * @param maxRetries How many attempts to connect follow a failed one before the client
 * gives up. By default it never does.
 * @param timeout Longest time that one attempt to connect, and the final push at shutdown
 * to all proxies together, may take.
 * @param identity Labels that say who the app is.
 */
@ConfigurationProperties(PrometheusRSocketPropertySources.PREFIX)
record PrometheusRSocketProperties(@DefaultValue("true") boolean enabled, @DefaultValue("localhost") String host,
		@DefaultValue("7001") int port, @DefaultValue List<String> proxies, @DefaultValue("tcp") Transport transport,
		@DefaultValue("false") boolean secure, @DefaultValue Ssl ssl, @Nullable String token,
		@DefaultValue("1s") Duration firstBackoff, @DefaultValue("1m") Duration maxBackoff, @Nullable Long maxRetries,
		@DefaultValue("5s") Duration timeout, @DefaultValue Identity identity) {

	private static final Pattern TOKEN = Pattern.compile("\\p{Graph}+");

	PrometheusRSocketProperties {
		check("host", host, StringUtils.hasText(host),
				"It must name the proxy's host. Set it, or remove it to use localhost.");
		check("port", port, port >= 1 && port <= 65535,
				"It must be the proxy's port, from 1 to 65535. Set it, or remove it to use 7001.");
		for (String proxy : proxies) {
			check("proxies", proxy, isAddress(proxy),
					"Each must be the host:port of a proxy. Correct it, or remove all to use host and port.");
		}
		check("ssl.bundle", ssl.bundle(), ssl.bundle() == null || StringUtils.hasText(ssl.bundle()),
				"It must name one of the bundles under spring.ssl.bundle. Set it, or remove it.");
		check("token", "******", token == null || TOKEN.matcher(token).matches(),
				"It must consist of visible ASCII characters, without blanks and line breaks. Set it, or remove it.");
		check("first-backoff", firstBackoff, firstBackoff.compareTo(Duration.ZERO) > 0,
				"It must be longer than zero. Set it, or remove it to use 1s.");
		check("max-backoff", maxBackoff, maxBackoff.compareTo(firstBackoff) >= 0,
				"It must not be shorter than first-backoff, which is " + firstBackoff.toMillis()
						+ "ms. Raise it, or lower first-backoff.");
		check("max-retries", maxRetries, maxRetries == null || maxRetries >= 0,
				"It must not be negative. Set it, or remove it to try for ever.");
		check("timeout", timeout, timeout.compareTo(Duration.ZERO) > 0,
				"It must be longer than zero. Set it, or remove it to use 5s.");
	}

	/**
	 * Returns where to connect.
	 */
	List<ProxyAddress> addresses() {
		return this.proxies.isEmpty() ? List.of(new ProxyAddress(this.host, this.port))
				: this.proxies.stream().map((proxy) -> ProxyAddress.parse(proxy, this.port)).toList();
	}

	/**
	 * Keeps the token out of logs.
	 */
	@Override
	public String toString() {
		return "Prometheus RSocket proxy at " + addresses();
	}

	private static boolean isAddress(String proxy) {
		try {
			ProxyAddress.parse(proxy, 1);
			return true;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	private static void check(String property, @Nullable Object value, boolean valid, String reason) {
		if (!valid) {
			throw new InvalidConfigurationPropertyValueException(
					PrometheusRSocketPropertySources.PREFIX + "." + property, value, reason);
		}
	}

	/**
	 * What to trust and to show with TLS.
	 *
	 * @param bundle Name of the SSL bundle whose trust store says which proxies to trust,
	 * and whose key store, if it has one, has what to show to the proxy. Without a
	 * bundle, the trust store is the JDK's.
	 */
	record Ssl(@Nullable String bundle) {

	}

	/**
	 * Labels that say who the app is.
	 *
	 * @param enabled Whether to put the labels on the app's metrics.
	 * @param application Value of the label "application". Defaults to
	 * "spring.application.name", or else to the app's name on Cloud Foundry.
	 * @param instance Value of the label "instance", unique to each running instance of
	 * the app. Defaults to the id of its container on Cloud Foundry, or else to the host
	 * name with the fixed server port, or else with the process id.
	 */
	record Identity(@DefaultValue("true") boolean enabled, @Nullable String application, @Nullable String instance) {

	}

}
