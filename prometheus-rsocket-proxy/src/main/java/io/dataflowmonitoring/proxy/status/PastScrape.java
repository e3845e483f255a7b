package io.dataflowmonitoring.proxy.status;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * One of the last scrapes of an app.
 *
 * @param time when it was, to the second
 * @param result {@code ok}, or why it failed
 * @param durationSeconds how long the app took
 * @param samples how many samples it gave; null if the answer was passed on unread
 */
public record PastScrape(Instant time, String result, double durationSeconds, @Nullable Integer samples) {
}
