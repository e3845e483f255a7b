package io.dataflowmonitoring.proxy.exposition;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.dataflowmonitoring.wire.ExpositionFormat;

/**
 * What one app said about itself at one moment: an exposition that has been checked.
 */
public final class Exposition {

	private final byte[] text;

	private final int length;

	private final ExpositionFormat format;

	private final List<Family> families;

	private final Samples samples;

	private final AppIdentity identity;

	private final Extent extent;

	Exposition(byte[] text, int length, ExpositionFormat format, List<Family> families, Samples samples,
			AppIdentity identity, Extent extent) {
		this.text = text;
		this.length = length;
		this.format = format;
		this.families = families;
		this.samples = samples;
		this.identity = identity;
		this.extent = extent;
	}

	/**
	 * Reads and checks an exposition. Text format 0.0.4 must keep its rules
	 * (<em>Prometheus exposition formats, Text-based format</em>) as strictly as
	 * {@code promtool check metrics} takes them, and all lines of a family must stand
	 * together; OpenMetrics must keep the rules of its grammar (<em>OpenMetrics
	 * 1.0.0</em>, section 4.1). Whether histograms add up is not looked at.
	 * @param text the exposition, in UTF-8; it is kept, not copied, so it must not be
	 * changed any more
	 * @param format what the app says that it is
	 * @param limits how large it may be
	 * @return the exposition
	 * @throws MalformedExpositionException if it breaks a rule
	 * @throws LimitExceededException if it is too large
	 * @throws IllegalArgumentException if the format is one that cannot be merged:
	 * protocol buffers
	 */
	public static Exposition parse(byte[] text, ExpositionFormat format, ExpositionLimits limits) {
		return ExpositionParser.of(text, text.length, format, limits).parse();
	}

	/**
	 * Returns the format that the exposition is in.
	 * @return the format
	 */
	public ExpositionFormat format() {
		return this.format;
	}

	/**
	 * Returns how near the exposition is to its limits.
	 * @param limits the limits
	 * @return for each limit, which part of it is used, from 0 to 1
	 */
	public Map<ExpositionLimit, Double> usage(ExpositionLimits limits) {
		Map<ExpositionLimit, Double> usage = new EnumMap<>(ExpositionLimit.class);
		for (ExpositionLimit limit : ExpositionLimit.values()) {
			usage.put(limit, (double) this.extent.get(limit) / limits.get(limit));
		}
		return usage;
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
		return this.length;
	}

	/**
	 * Returns who the app is, as far as its samples tell.
	 * @return the identity
	 */
	public AppIdentity identity() {
		return this.identity;
	}

	/**
	 * Returns the array that begins with the exposition.
	 */
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
