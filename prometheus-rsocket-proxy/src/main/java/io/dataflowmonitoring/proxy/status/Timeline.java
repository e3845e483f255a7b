package io.dataflowmonitoring.proxy.status;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The last fifteen minutes in slots of five seconds, however often somebody scrapes.
 */
final class Timeline {

	static final Duration SLOT = Duration.ofSeconds(5);

	static final int SLOTS = 180;

	private static final int NONE = -1;

	/** How many slots after the epoch. */
	private final long[] numbers = new long[SLOTS];

	private final int[] scrapes = new int[SLOTS];

	private final int[] slowestScrape = new int[SLOTS];

	private final int[] pulls = new int[SLOTS];

	private final int[] failedPulls = new int[SLOTS];

	private final int[] slowestPull = new int[SLOTS];

	private final long[] samples = new long[SLOTS];

	/**
	 * Adds the scrape of one app.
	 * @param time when it was
	 * @param micros how long it took
	 * @param up whether it did not fail
	 * @param samples how many samples all apps have now
	 */
	synchronized void pulled(Instant time, int micros, boolean up, long samples) {
		int slot = slot(time);
		this.pulls[slot]++;
		this.failedPulls[slot] += up ? 0 : 1;
		// Not how long one was waited for that has not answered: it would dwarf the rest.
		this.slowestPull[slot] = Math.max(this.slowestPull[slot], up ? micros : 0);
		this.samples[slot] = samples;
	}

	/**
	 * Adds a scrape of all apps.
	 * @param time when it was
	 * @param micros how long it took
	 */
	synchronized void scraped(Instant time, int micros) {
		int slot = slot(time);
		this.scrapes[slot]++;
		this.slowestScrape[slot] = Math.max(this.slowestScrape[slot], micros);
	}

	/**
	 * Returns the slots in which there was a scrape.
	 * @param now the time
	 * @return the slots, the oldest one coming first
	 */
	synchronized List<TimelinePoint> points(Instant now) {
		long newest = number(now);
		List<TimelinePoint> points = new ArrayList<>();
		for (long number = newest - SLOTS + 1; number <= newest; number++) {
			int slot = (int) (number % SLOTS);
			if (this.numbers[slot] == number && this.pulls[slot] + this.scrapes[slot] > 0) {
				points.add(point(number, slot));
			}
		}
		return points;
	}

	private TimelinePoint point(long number, int slot) {
		return new TimelinePoint(Instant.ofEpochSecond(number * SLOT.toSeconds()), this.scrapes[slot],
				(this.scrapes[slot] > 0) ? PullHistory.seconds(this.slowestScrape[slot]) : null, this.pulls[slot],
				this.failedPulls[slot],
				(this.pulls[slot] > this.failedPulls[slot]) ? PullHistory.seconds(this.slowestPull[slot]) : null,
				(this.samples[slot] != NONE) ? this.samples[slot] : null);
	}

	private int slot(Instant time) {
		long number = number(time);
		int slot = (int) (number % SLOTS);
		if (this.numbers[slot] != number) {
			this.numbers[slot] = number;
			for (int[] values : List.of(this.scrapes, this.slowestScrape, this.pulls, this.failedPulls,
					this.slowestPull)) {
				Arrays.fill(values, slot, slot + 1, 0);
			}
			this.samples[slot] = NONE;
		}
		return slot;
	}

	private static long number(Instant time) {
		return time.getEpochSecond() / SLOT.toSeconds();
	}

}
