package io.dataflowmonitoring.proxy.exposition;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import io.dataflowmonitoring.wire.ExpositionFormat;

/**
 * A family as one app gave it: its name, its TYPE, UNIT and HELP if it has them, and
 * which of the exposition's samples are its own.
 */
final class Family {

	/** What {@link #addSample} returns if the sample is another family's. */
	static final int NOT_ITS_OWN = -1;

	private static final byte[][] NO_SUFFIXES = {};

	private final MetricName name;

	private final ExpositionFormat format;

	private final int firstSample;

	private int sampleCount;

	private @Nullable MetricType type;

	private byte[][] suffixes = NO_SUFFIXES;

	private boolean mayHaveCreated;

	private boolean mayHaveUnsuffixed = true;

	private boolean created;

	private boolean unsuffixed;

	private boolean help;

	/** Counted from where the family's first sample begins, once that is known. */
	private int helpStart;

	private int helpEnd;

	private @Nullable MetricName unit;

	private int sharedLabels;

	private long sharedLabelsHash;

	private boolean unbroken;

	private boolean distinct;

	Family(MetricName name, ExpositionFormat format, int firstSample) {
		this.name = name.copy();
		this.format = format;
		this.firstSample = firstSample;
	}

	ExpositionFormat format() {
		return this.format;
	}

	/**
	 * Returns the name that its headers have.
	 */
	MetricName name() {
		return this.name;
	}

	/**
	 * Returns the name that the family has in text format 0.0.4. By that, families are
	 * compared: a counter {@code x} of OpenMetrics is called {@code x_total} there, as
	 * its samples are in both formats, and an info {@code x} is called {@code x_info}.
	 */
	MetricName nameInText() {
		if (this.format == ExpositionFormat.OPENMETRICS_1_0_0) {
			if (this.type == MetricType.COUNTER) {
				return this.name.plus(MetricType.TOTAL_SUFFIX);
			}
			if (this.type == MetricType.INFO) {
				return this.name.plus(MetricType.INFO_SUFFIX);
			}
		}
		return this.name;
	}

	/**
	 * Returns the type, or {@code null} if there is no TYPE line.
	 */
	@Nullable MetricType type() {
		return this.type;
	}

	void type(MetricType type) {
		this.type = type;
		this.suffixes = type.suffixes(this.format);
		this.mayHaveCreated = type.hasCreated(this.format);
		this.mayHaveUnsuffixed = type.hasUnsuffixed(this.format);
	}

	/**
	 * Returns whether a {@code _created} sample stands among the family's own.
	 */
	boolean hasCreated() {
		return this.created;
	}

	/**
	 * Returns whether a sample with the family's name stands among its own.
	 */
	boolean hasUnsuffixed() {
		return this.unsuffixed;
	}

	/**
	 * Returns whether the family's own samples may have the suffix.
	 */
	boolean reserves(byte[] suffix) {
		if (suffix == MetricType.CREATED_SUFFIX) {
			return this.mayHaveCreated;
		}
		for (byte[] own : this.suffixes) {
			if (Arrays.equals(own, suffix)) {
				return true;
			}
		}
		return false;
	}

	boolean hasHelp() {
		return this.help;
	}

	boolean isHelpEmpty() {
		return this.helpStart == this.helpEnd;
	}

	int helpStart(Samples samples) {
		return samples.start(this.firstSample) + this.helpStart;
	}

	int helpEnd(Samples samples) {
		return samples.start(this.firstSample) + this.helpEnd;
	}

	void help(int start, int end) {
		this.help = true;
		this.helpStart = start;
		this.helpEnd = end;
	}

	/**
	 * Returns the unit, which may be empty, or {@code null} if there is no UNIT line.
	 */
	@Nullable MetricName unit() {
		return this.unit;
	}

	void unit(MetricName unit) {
		this.unit = unit.copy();
	}

	/**
	 * Returns how many bytes its name and its unit have.
	 */
	int letters() {
		return this.name.length() + ((this.unit != null) ? this.unit.length() : 0);
	}

	int firstSample() {
		return this.firstSample;
	}

	int sampleCount() {
		return this.sampleCount;
	}

	/**
	 * Says which labels all samples agree on.
	 * @param shared one bit for each label that can be part of an app's identity
	 * @param hash a hash of their values
	 */
	void sharedLabels(int shared, long hash) {
		this.sharedLabels = shared;
		this.sharedLabelsHash = hash;
	}

	int sharedLabels() {
		return this.sharedLabels;
	}

	/**
	 * Returns a hash of the values of the labels that all samples agree on: where those
	 * are the same labels, but this is another hash, no series are the same.
	 */
	long sharedLabelsHash() {
		return this.sharedLabelsHash;
	}

	/**
	 * Takes note that all samples have been counted in. From now on, the family does not
	 * change and knows nothing of where it stands in an exposition, so that the app's
	 * next one can have the same.
	 */
	void end(Samples samples, DistinctHashes hashes) {
		if (this.sampleCount == 0) {
			return;
		}
		int start = samples.start(this.firstSample);
		this.helpStart -= start;
		this.helpEnd -= start;
		this.unbroken = true;
		for (int sample = this.firstSample + 1; sample < this.firstSample + this.sampleCount; sample++) {
			this.unbroken &= samples.start(sample) == samples.end(sample - 1);
		}
		this.distinct = hashes.areDistinct(samples.series().hashes(), this.firstSample, this.sampleCount);
	}

	/**
	 * Returns whether nothing stands between the lines of the samples.
	 */
	boolean isUnbroken() {
		return this.unbroken;
	}

	/**
	 * Returns whether no two samples are of the same series. That they are is rare enough
	 * to say no if only their hashes are the same.
	 */
	boolean isDistinct() {
		return this.distinct;
	}

	/**
	 * Counts in the sample that comes next if its name says that it is one of this
	 * family's own.
	 * @return {@link #NOT_ITS_OWN}, or what is special about the sample: 0 or
	 * {@link Samples#CREATED}
	 */
	int addSample(byte[] bytes, int nameStart, int nameEnd) {
		int suffixStart = nameStart + this.name.length();
		if (nameEnd < suffixStart || !this.name.equalsBytes(bytes, nameStart, suffixStart)) {
			return NOT_ITS_OWN;
		}
		int special = (nameEnd > suffixStart) ? suffixed(bytes, suffixStart, nameEnd) : unsuffixed();
		if (special != NOT_ITS_OWN) {
			this.sampleCount++;
		}
		return special;
	}

	private int suffixed(byte[] bytes, int start, int end) {
		for (byte[] suffix : this.suffixes) {
			if (Arrays.equals(bytes, start, end, suffix, 0, suffix.length)) {
				return 0;
			}
		}
		byte[] suffix = MetricType.CREATED_SUFFIX;
		if (this.mayHaveCreated && Arrays.equals(bytes, start, end, suffix, 0, suffix.length)) {
			this.created = true;
			return Samples.CREATED;
		}
		return NOT_ITS_OWN;
	}

	private int unsuffixed() {
		if (!this.mayHaveUnsuffixed) {
			return NOT_ITS_OWN;
		}
		this.unsuffixed = true;
		return 0;
	}

}
