package io.dataflowmonitoring.benchmarks.report;

/**
 * What is measured.
 */
public enum Figure {

	/** From "connect" to the end of the first scrape that has all apps. */
	STORM_SECONDS("all apps connect at once: until all are in a scrape, s", 2),

	/** What the proxy used meanwhile, scrapes included. */
	STORM_CPU("CPU meanwhile, s", 2),

	/** How many scrapes were answered in that time. */
	STORM_SCRAPES("scrapes answered meanwhile", 0),

	/** How many were not, within ten seconds. */
	STORM_FAILED("scrapes not answered", 0),

	/** The longest of those that were answered. */
	STORM_LONGEST("longest of them, s", 2),

	/** If the storm was given up: how many apps the last scrape had. */
	STORM_APPS("apps in the last scrape", 0),

	/** From the end of all connections of a proxy that has served them for a while. */
	AGAIN_SECONDS("all lose their connection and come back: until all are in a scrape, s", 2),

	/** What the proxy used then. */
	AGAIN_CPU("CPU meanwhile, s (come back)", 2),

	/** How many scrapes were not answered then. */
	AGAIN_FAILED("scrapes not answered (come back)", 0),

	/** One scrape of all apps. */
	SCRAPE_SECONDS("scrape, s", 3),

	/** What the proxy used for it. */
	SCRAPE_CPU("CPU of a scrape, s", 3),

	/** That, by samples. */
	CPU_PER_SAMPLE("CPU of a sample, µs", 2),

	/** What the apps used for it, all in one process, on the same machine. */
	APPS_CPU("CPU of all apps, s", 2),

	/** The length of a scrape. */
	MEGABYTES("bytes of a scrape, MB", 1),

	/** One scrape, compressed. */
	GZIP_SECONDS("scrape with gzip, s", 3),

	/** What the proxy used for it, by samples. */
	GZIP_CPU_PER_SAMPLE("CPU of a sample with gzip, µs", 2),

	/** The length of a compressed scrape. */
	GZIP_MEGABYTES("bytes of a scrape with gzip, MB", 1),

	/** The first scrape with an app that does not answer. */
	STALLED_SECONDS("first scrape with a stalled app, s", 2),

	/** How many samples of the others were missing in it. */
	STALLED_MISSING("samples missing of the others", 0),

	/** The next one. */
	STALLED_NEXT_SECONDS("the scrape after it, s", 2),

	/** How many scrapes there were while apps came and went. */
	CHURN_SCRAPES("scrapes while apps come and go", 0),

	/** The median of them. */
	CHURN_SECONDS("median of them, s", 2),

	/** The longest. */
	CHURN_LONGEST("longest of them, s (churn)", 2),

	/** What an app adds to what is left after a garbage collection. */
	LIVE_PER_APP("memory of an app between scrapes, kB", 1),

	/** Of all that was measured. */
	PEAK_RSS("peak RSS, MB", 0);

	private final String title;

	private final int decimals;

	Figure(String title, int decimals) {
		this.title = title;
		this.decimals = decimals;
	}

	/**
	 * Returns how tables call it.
	 * @return the title of a row, with the unit
	 */
	public String title() {
		return this.title;
	}

	/**
	 * Returns how precisely it is shown.
	 * @return the digits after the point
	 */
	public int decimals() {
		return this.decimals;
	}

}
