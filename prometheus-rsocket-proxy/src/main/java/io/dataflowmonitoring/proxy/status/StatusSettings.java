package io.dataflowmonitoring.proxy.status;

import java.time.Duration;

/**
 * What the page says about how the proxy is set.
 *
 * @param version the proxy's version
 * @param scrapeTimeout how long a scrape may take that does not say when it gives up
 * @param retention how long a final push is kept
 * @param undeliveredRetention how long it is kept at most if no scrape comes
 * @param tls whether apps connect over TLS
 * @param tokenRequired whether apps need a token on any port
 */
public record StatusSettings(String version, Duration scrapeTimeout, Duration retention, Duration undeliveredRetention,
		boolean tls, boolean tokenRequired) {
}
