package io.dataflowmonitoring.spring;

import java.time.Duration;

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
 * @param transport Transport of the connection.
 * @param secure Whether to connect with TLS.
 * @param firstBackoff Time to wait before the second attempt to connect. Doubles with
 * each further attempt.
 * @param maxBackoff Longest time to wait between two attempts to connect.
 * @param maxRetries How many attempts to connect follow a failed one before the client
 * gives up. By default it never does.
 * @param timeout Longest time that one attempt to connect, and the final push at
 * shutdown, may take.
 * @param identity Labels that say who the app is.
 */
@ConfigurationProperties(PrometheusRSocketPropertySources.PREFIX)
record PrometheusRSocketProperties(@DefaultValue("true") boolean enabled, @DefaultValue("localhost") String host,
		@DefaultValue("7001") int port, @DefaultValue("tcp") Transport transport, @DefaultValue("false") boolean secure,
		@DefaultValue("1s") Duration firstBackoff, @DefaultValue("1m") Duration maxBackoff, @Nullable Long maxRetries,
		@DefaultValue("5s") Duration timeout, @DefaultValue Identity identity) {

	PrometheusRSocketProperties {
		check("host", host, StringUtils.hasText(host),
				"It must name the proxy's host. Set it, or remove it to use localhost.");
		check("port", port, port >= 1 && port <= 65535,
				"It must be the proxy's port, from 1 to 65535. Set it, or remove it to use 7001.");
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

	private static void check(String property, @Nullable Object value, boolean valid, String reason) {
		if (!valid) {
			throw new InvalidConfigurationPropertyValueException(
					PrometheusRSocketPropertySources.PREFIX + "." + property, value, reason);
		}
	}

	/**
	 * Labels that say who the app is.
	 *
	 * @param enabled Whether to put the labels on the app's metrics.
	 * @param application Value of the label "application". Defaults to
	 * "spring.application.name".
	 * @param instance Value of the label "instance", unique to each running instance of
	 * the app. Defaults to the host name with the fixed server port, or else with the
	 * process id.
	 */
	record Identity(@DefaultValue("true") boolean enabled, @Nullable String application, @Nullable String instance) {

	}

}
