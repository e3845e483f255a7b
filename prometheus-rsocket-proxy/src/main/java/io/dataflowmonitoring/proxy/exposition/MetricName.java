package io.dataflowmonitoring.proxy.exposition;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The name of a family or of its samples: a part of an exposition that can be the key of
 * a map.
 */
final class MetricName {

	private final byte[] bytes;

	private final int start;

	private final int end;

	private final int hash;

	MetricName(byte[] bytes, int start, int end) {
		this.bytes = bytes;
		this.start = start;
		this.end = end;
		// No app is to fill a map with names that all have the same hash.
		this.hash = (int) KeyedHash.of(bytes, start, end);
	}

	byte[] bytes() {
		return this.bytes;
	}

	int start() {
		return this.start;
	}

	int length() {
		return this.end - this.start;
	}

	boolean equalsBytes(byte[] other, int otherStart, int otherEnd) {
		return Arrays.equals(this.bytes, this.start, this.end, other, otherStart, otherEnd);
	}

	boolean endsWith(byte[] suffix) {
		int suffixStart = this.end - suffix.length;
		return suffixStart > this.start && Arrays.equals(this.bytes, suffixStart, this.end, suffix, 0, suffix.length);
	}

	/**
	 * Returns whether the last part of this name, behind an underscore, is the unit.
	 */
	boolean endsWithUnit(MetricName unit) {
		int unitStart = this.end - unit.length();
		return unitStart - 1 > this.start && this.bytes[unitStart - 1] == '_'
				&& unit.equalsBytes(this.bytes, unitStart, this.end);
	}

	/**
	 * Returns the same name in bytes of its own, which can be kept when the exposition is
	 * not.
	 */
	MetricName copy() {
		return new MetricName(Arrays.copyOfRange(this.bytes, this.start, this.end), 0, length());
	}

	MetricName plus(byte[] suffix) {
		byte[] joined = Arrays.copyOf(Arrays.copyOfRange(this.bytes, this.start, this.end), length() + suffix.length);
		System.arraycopy(suffix, 0, joined, length(), suffix.length);
		return new MetricName(joined, 0, joined.length);
	}

	MetricName minus(byte[] suffix) {
		return new MetricName(this.bytes, this.start, this.end - suffix.length);
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof MetricName name && this.hash == name.hash
				&& equalsBytes(name.bytes, name.start, name.end);
	}

	@Override
	public int hashCode() {
		return this.hash;
	}

	@Override
	public String toString() {
		return new String(this.bytes, this.start, length(), StandardCharsets.US_ASCII);
	}

}
