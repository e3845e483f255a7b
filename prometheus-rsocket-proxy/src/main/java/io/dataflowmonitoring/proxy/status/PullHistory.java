package io.dataflowmonitoring.proxy.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

import org.jspecify.annotations.Nullable;

import io.dataflowmonitoring.proxy.scrape.AppStatus;

/**
 * How the last {@value #SIZE} scrapes of one app went. There is one for each app, so it
 * is about 500 bytes large and never grows.
 */
final class PullHistory {

	static final int SIZE = 30;

	private static final int UNREAD = -1;

	/** Seconds since the epoch, without a sign: good until 2106. */
	private final int[] times = new int[SIZE];

	private final int[] micros = new int[SIZE];

	private final int[] samples = new int[SIZE];

	private final byte[] results = new byte[SIZE];

	/** Counts on from {@link #SIZE} to twice that, so that it tells where to write. */
	private int count;

	private @Nullable AppStatus last;

	/** How many samples count as the app's. */
	private int counted;

	/**
	 * Adds a scrape, and forgets the oldest one if there are too many.
	 * @param status how it went
	 * @param result the number of its result
	 */
	synchronized void add(AppStatus status, byte result) {
		int index = this.count % SIZE;
		this.times[index] = (int) status.time().getEpochSecond();
		this.micros[index] = micros(status);
		this.samples[index] = status.samples().orElse(UNREAD);
		this.results[index] = result;
		this.count = (this.count + 1 == 2 * SIZE) ? SIZE : this.count + 1;
		this.last = status;
	}

	/**
	 * Says how many samples count as the app's from now on.
	 * @param samples how many; 0 if it is gone
	 * @return how many more that are than before
	 */
	synchronized int count(int samples) {
		int more = samples - this.counted;
		this.counted = samples;
		return more;
	}

	/**
	 * Returns how the last scrape went, or {@code null} before the first one.
	 */
	synchronized @Nullable AppStatus last() {
		return this.last;
	}

	/**
	 * Returns how long the scrapes took.
	 * @param success the number of the result that is none
	 * @return seconds, the oldest one coming first; null for a scrape that failed
	 */
	synchronized List<@Nullable Double> durations(byte success) {
		List<@Nullable Double> durations = new ArrayList<>(SIZE);
		for (int i = first(); i < this.count; i++) {
			int index = i % SIZE;
			durations.add((this.results[index] == success) ? seconds(this.micros[index]) : null);
		}
		return durations;
	}

	/**
	 * Returns all that is known of the scrapes.
	 * @param results says what the number of a result stands for
	 * @return the scrapes, the oldest one coming first
	 */
	synchronized List<PastScrape> scrapes(IntFunction<String> results) {
		List<PastScrape> scrapes = new ArrayList<>(SIZE);
		for (int i = first(); i < this.count; i++) {
			int index = i % SIZE;
			scrapes.add(new PastScrape(Instant.ofEpochSecond(Integer.toUnsignedLong(this.times[index])),
					results.apply(this.results[index]), seconds(this.micros[index]),
					(this.samples[index] != UNREAD) ? this.samples[index] : null));
		}
		return scrapes;
	}

	private int first() {
		return Math.max(0, this.count - SIZE);
	}

	static int micros(AppStatus status) {
		return (int) Math.min(Integer.MAX_VALUE, status.took().toNanos() / 1_000);
	}

	static double seconds(int micros) {
		return micros / 1e6;
	}

}
