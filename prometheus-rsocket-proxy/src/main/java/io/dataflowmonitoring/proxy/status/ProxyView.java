package io.dataflowmonitoring.proxy.status;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The proxy.
 *
 * @param version its version
 * @param startedAt when it was started
 * @param tcpPort where apps connect over TCP; null if the port is not bound
 * @param websocketPort where apps connect over WebSocket; null if the port is not bound
 * @param tls whether they do so over TLS
 * @param tokenRequired whether they need a token on any port
 * @param scrapeTimeoutSeconds how long a scrape may take that does not say when it gives
 * up
 * @param retentionSeconds how long a final push is kept
 */
public record ProxyView(String version, Instant startedAt, @Nullable Integer tcpPort, @Nullable Integer websocketPort,
		boolean tls, boolean tokenRequired, double scrapeTimeoutSeconds, double retentionSeconds) {
}
