package io.dataflowmonitoring.proxy.exposition;

import java.util.List;

/**
 * What one app said about itself at one moment: an exposition in text format 0.0.4 that
 * has been checked.
 */
public final class Exposition {

	private final byte[] text;

	private final List<Family> families;

	private final Samples samples;

	private final AppIdentity identity;

	Exposition(byte[] text, List<Family> families, Samples samples, AppIdentity identity) {
		this.text = text;
		this.families = families;
		this.samples = samples;
		this.identity = identity;
	}

	/**
	 * Reads and checks an exposition. It must keep the rules of text format 0.0.4
	 * (<em>Prometheus exposition formats, Text-based format</em>) as strictly as
	 * {@code promtool check metrics} takes them, and all lines of a family must stand
	 * together. Whether histograms add up is not looked at.
	 * @param text the exposition, in UTF-8; it is kept, not copied, so it must not be
	 * changed any more
	 * @return the exposition
	 * @throws MalformedExpositionException if it breaks a rule
	 */
	public static Exposition parse(byte[] text) {
		return new ExpositionParser(text).parse();
	}

	/**
	 * Returns how many samples the exposition has.
	 * @return the number of samples
	 */
	public int sampleCount() {
		return this.samples.size();
	}

	/**
	 * Returns how long the exposition is.
	 * @return the length in bytes
	 */
	public int length() {
		return this.text.length;
	}

	/**
	 * Returns who the app is, as far as its samples tell.
	 * @return the identity
	 */
	public AppIdentity identity() {
		return this.identity;
	}

	byte[] text() {
		return this.text;
	}

	List<Family> families() {
		return this.families;
	}

	Samples samples() {
		return this.samples;
	}

}
