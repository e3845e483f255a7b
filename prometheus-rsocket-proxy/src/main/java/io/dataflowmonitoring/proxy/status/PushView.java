package io.dataflowmonitoring.proxy.status;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A final push that is kept.
 *
 * @param app the app's id
 * @param identity the labels that say who the app was, as far as they are known
 * @param arrivedAt when it arrived
 * @param samples how many samples it has
 * @param sizeBytes its size, uncompressed
 * @param delivered whether a scrape has had it
 * @param keptUntil until when it is part of each scrape, at least
 * @param givenUpAt when it is given up at the latest if no scrape comes; null once it is
 * delivered
 */
public record PushView(String app, Map<String, String> identity, Instant arrivedAt, int samples, int sizeBytes,
		boolean delivered, Instant keptUntil, @Nullable Instant givenUpAt) {
}
