package io.dataflowmonitoring.proxy.status;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.dataflowmonitoring.proxy.scrape.AppStatus;

/**
 * How the last scrape of an app went.
 *
 * @param time when it was
 * @param result {@code ok}, or why it failed, as {@code prometheus_proxy_app_up} has it
 * @param detail why it failed, for people; null if it did not
 * @param durationSeconds how long the app took
 * @param samples how many samples it gave; null if the answer was passed on unread
 * @param sizeBytes their size, uncompressed
 * @param transferredBytes their size as they travelled
 */
public record ScrapeView(Instant time, String result, @Nullable String detail, double durationSeconds,
		@Nullable Integer samples, int sizeBytes, int transferredBytes) {

	static ScrapeView of(AppStatus status) {
		return new ScrapeView(StatusReader.millis(status.time()), ScrapeHistory.result(status.reason()),
				status.detail(), PullHistory.seconds(PullHistory.micros(status)),
				status.samples().isPresent() ? status.samples().getAsInt() : null, status.bytes(),
				status.travelledBytes());
	}

}
