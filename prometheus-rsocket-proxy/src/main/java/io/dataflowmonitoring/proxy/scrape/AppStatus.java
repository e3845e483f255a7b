package io.dataflowmonitoring.proxy.scrape;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalInt;

import org.jspecify.annotations.Nullable;

import io.dataflowmonitoring.proxy.connection.App;
import io.dataflowmonitoring.proxy.exposition.Exposition;
import io.dataflowmonitoring.proxy.exposition.ExpositionLimit;
import io.dataflowmonitoring.wire.WireExposition;

/**
 * What remains of a {@link PullResult} when the scrape is over.
 *
 * @param app the app
 * @param time when that was
 * @param took from the request until the answer was read and checked, or until it was
 * given up
 * @param reason why the pull failed, as one of a few values for a metric's label;
 * {@value PullResult#NONE} if it did not
 * @param detail why the pull failed, for people; null if it did not
 * @param samples how many samples the app gave; 0 if the pull failed, empty if the answer
 * was passed on unread
 * @param bytes how many bytes they took; 0 if the pull failed
 * @param travelledBytes how many bytes they took on the wire, compressed and enciphered;
 * 0 if the pull failed
 * @param usage which part of each limit the answer took, from 0 to 1; empty if that is
 * not known
 */
public record AppStatus(App app, Instant time, Duration took, String reason, @Nullable String detail,
		OptionalInt samples, int bytes, int travelledBytes, Map<ExpositionLimit, Double> usage) {

	private static final int MAX_DETAIL = 300;

	/**
	 * Returns whether the app was part of the scrape.
	 * @return whether the pull did not fail
	 */
	public boolean isUp() {
		return this.reason.equals(PullResult.NONE);
	}

	static AppStatus of(PullResult result, Instant time, Map<ExpositionLimit, Double> usage) {
		WireExposition answer = result.answer();
		if (answer == null) {
			return new AppStatus(result.app(), time, result.took(), result.reason(), shortened(result.detail()),
					OptionalInt.of(0), 0, 0, Map.of());
		}
		Exposition exposition = result.exposition();
		return new AppStatus(result.app(), time, result.took(), result.reason(), null,
				(exposition != null) ? OptionalInt.of(exposition.sampleCount()) : OptionalInt.empty(), answer.length(),
				answer.travelledBytes(), usage);
	}

	/**
	 * It may quote the app, and is kept.
	 */
	private static @Nullable String shortened(@Nullable String detail) {
		return (detail != null && detail.length() > MAX_DETAIL) ? detail.substring(0, MAX_DETAIL) + "…" : detail;
	}

}
