package io.dataflowmonitoring.benchmarks;

import java.time.Duration;

/**
 * How much time a measurement takes.
 *
 * @param warmUpScrapes how many scrapes the proxy gets at least to warm up
 * @param warmUpTime how long that lasts at least
 * @param warmUpLimit how long that may last, however many scrapes there were
 * @param batches how many values a median is made of
 * @param batch how long what makes one value takes at least
 * @param stormLimit after how long a storm is given up
 * @param stalledTimeout the scrape timeout when an app does not answer
 */
record Effort(int warmUpScrapes, Duration warmUpTime, Duration warmUpLimit, int batches, Duration batch,
		Duration stormLimit, Duration stalledTimeout) {

	/** For figures that are kept. */
	static final Effort FULL = new Effort(20, Duration.ofSeconds(20), Duration.ofSeconds(25), 9, Duration.ofMillis(500),
			Duration.ofSeconds(350), Duration.ofSeconds(10));

	/** For a look at what a change has done. */
	static final Effort QUICK = new Effort(10, Duration.ofSeconds(4), Duration.ofSeconds(10), 7, Duration.ofMillis(200),
			Duration.ofSeconds(60), Duration.ofSeconds(10));

	/** To see that all of this works. */
	static final Effort SMOKE = new Effort(1, Duration.ZERO, Duration.ofSeconds(1), 3, Duration.ofMillis(1),
			Duration.ofSeconds(30), Duration.ofSeconds(2));

	/** How many scrapes of a single app, of some milliseconds each, make one value. */
	int scrapesOfOneApp() {
		return (int) Math.max(2, this.batch.toMillis() / 2);
	}

	boolean isWarm(int scrapes, double seconds) {
		return seconds >= this.warmUpLimit.toSeconds()
				|| (scrapes >= this.warmUpScrapes && seconds >= this.warmUpTime.toSeconds());
	}

}
