package io.dataflowmonitoring.proxy.status;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * One app.
 *
 * @param id the app's id
 * @param state {@code up}, {@code failing}, {@code waiting}, {@code ending} or
 * {@code lost}
 * @param identity the labels that say who it is, as far as they are known
 * @param transport {@code tcp} or {@code websocket}
 * @param protocol {@code 1} for published clients, {@code 2} for those of this project
 * @param address where it has connected from; null if that is not known
 * @param connectedAt when it connected
 * @param lostAt when its connection ended without a final push; null unless it is lost
 * @param lastScrape how its last scrape went; null before the first one
 * @param recentDurationsSeconds how long its last scrapes took, the oldest one coming
 * first; null for one that failed
 */
public record AppView(String id, String state, Map<String, String> identity, String transport, String protocol,
		@Nullable String address, Instant connectedAt, @Nullable Instant lostAt, @Nullable ScrapeView lastScrape,
		List<@Nullable Double> recentDurationsSeconds) {
}
