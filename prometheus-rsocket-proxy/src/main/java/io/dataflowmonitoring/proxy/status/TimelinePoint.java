package io.dataflowmonitoring.proxy.status;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Five seconds in which there was a scrape.
 *
 * @param time when they began
 * @param scrapes how many scrapes of all apps there were
 * @param scrapeDurationSeconds how long the slowest of those took; null if there was none
 * @param pulls how many times an app was asked
 * @param failedPulls how many of these times failed
 * @param slowestAppSeconds how long the slowest app took that answered; null if none did
 * @param samples how many samples all live apps had then; null if none was asked
 */
public record TimelinePoint(Instant time, int scrapes, @Nullable Double scrapeDurationSeconds, int pulls,
		int failedPulls, @Nullable Double slowestAppSeconds, @Nullable Long samples) {
}
