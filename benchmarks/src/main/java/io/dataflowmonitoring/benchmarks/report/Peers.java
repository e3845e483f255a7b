package io.dataflowmonitoring.benchmarks.report;

/**
 * Which proxy is measured with which clients.
 */
public enum Peers {

	/** The published proxy with published clients. */
	PUBLISHED("published proxy"),

	/** Our proxy with published clients. */
	OURS_WITH_PUBLISHED_CLIENTS("our proxy, published clients"),

	/** Our proxy with our clients. */
	OURS("our proxy, our clients");

	private final String title;

	Peers(String title) {
		this.title = title;
	}

	/**
	 * Returns how tables call them.
	 * @return the title of a column
	 */
	public String title() {
		return this.title;
	}

	/**
	 * Returns whether the proxy is ours.
	 * @return {@code false} for the published one
	 */
	public boolean isOurProxy() {
		return this != PUBLISHED;
	}

	/**
	 * Returns whether the clients are ours.
	 * @return {@code false} for the published ones
	 */
	public boolean areOurClients() {
		return this == OURS;
	}

}
