package io.dataflowmonitoring.proxy.status;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.dataflowmonitoring.proxy.status.ScrapeHistory.WholeScrape;

/**
 * All apps together.
 *
 * @param connectedApps how many are connected
 * @param upApps how many of these were part of their last scrape
 * @param failingApps how many were left out of it
 * @param waitingApps how many have not been scraped yet
 * @param endingApps how many have made their final push
 * @param lostApps how many went without one, not longer ago than the retention
 * @param tcpApps how many are connected over TCP
 * @param websocketApps how many over WebSocket
 * @param publishedClients how many have a published client
 * @param samples how many samples the connected ones gave when they answered last
 * @param keptPushes how many final pushes are kept
 * @param keptPushesSizeBytes their size, uncompressed
 * @param lastScrape the last scrape of all apps; null if there was none
 * @param lastPullAt when any app was asked last; null if none was
 */
public record Totals(int connectedApps, int upApps, int failingApps, int waitingApps, int endingApps, int lostApps,
		int tcpApps, int websocketApps, int publishedClients, long samples, int keptPushes, long keptPushesSizeBytes,
		@Nullable WholeScrape lastScrape, @Nullable Instant lastPullAt) {
}
