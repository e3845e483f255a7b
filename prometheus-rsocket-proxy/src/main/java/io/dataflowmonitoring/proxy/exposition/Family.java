package io.dataflowmonitoring.proxy.exposition;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * A family as one app gave it: its name, its HELP and TYPE if it has them, and which of
 * the exposition's samples are its own.
 */
final class Family {

	private final MetricName name;

	private final int firstSample;

	private int sampleCount;

	private @Nullable MetricType type;

	private boolean created;

	private int helpStart = -1;

	private int helpEnd = -1;

	Family(MetricName name, int firstSample) {
		this.name = name;
		this.firstSample = firstSample;
	}

	MetricName name() {
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
	}

	/**
	 * Returns whether a {@code _created} sample stands among the family's own.
	 */
	boolean hasCreated() {
		return this.created;
	}

	boolean hasHelp() {
		return this.helpStart >= 0;
	}

	int helpStart() {
		return this.helpStart;
	}

	int helpEnd() {
		return this.helpEnd;
	}

	void help(int start, int end) {
		this.helpStart = start;
		this.helpEnd = end;
	}

	int firstSample() {
		return this.firstSample;
	}

	int sampleCount() {
		return this.sampleCount;
	}

	/**
	 * Counts in the sample that comes next if its name says that it is one of this
	 * family's own.
	 * @return whether it is
	 */
	boolean addSample(byte[] bytes, int nameStart, int nameEnd) {
		int suffixStart = nameStart + this.name.length();
		if (nameEnd < suffixStart || !this.name.equalsBytes(bytes, nameStart, suffixStart)) {
			return false;
		}
		if (nameEnd > suffixStart && !acceptsSuffix(bytes, suffixStart, nameEnd)) {
			return false;
		}
		this.sampleCount++;
		return true;
	}

	private boolean acceptsSuffix(byte[] bytes, int start, int end) {
		if (this.type == null || !this.type.hasSuffixes()) {
			return false;
		}
		for (byte[] suffix : this.type.suffixes()) {
			if (Arrays.equals(bytes, start, end, suffix, 0, suffix.length)) {
				return true;
			}
		}
		byte[] suffix = MetricType.CREATED_SUFFIX;
		boolean isCreated = Arrays.equals(bytes, start, end, suffix, 0, suffix.length);
		this.created |= isCreated;
		return isCreated;
	}

}
