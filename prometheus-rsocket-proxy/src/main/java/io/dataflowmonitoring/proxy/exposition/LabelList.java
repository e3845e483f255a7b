package io.dataflowmonitoring.proxy.exposition;

import java.util.Arrays;

/**
 * The labels of the sample or exemplar that is being read, and behind them those that an
 * earlier one had in the same places. Samples of one app have most labels in common, so
 * that most of them need not be read again, but only be compared.
 */
final class LabelList {

	private static final int EQUALS_AND_QUOTE = 2;

	private final byte[] text;

	private int count;

	private int[] starts = new int[16];

	private int[] nameEnds = new int[16];

	/** Where a label ends, behind its value's closing quote; 0 if it has blanks. */
	private int[] ends = new int[16];

	private int[] nameHashes = new int[16];

	private long[] hashes = new long[16];

	LabelList(byte[] text) {
		this.text = text;
	}

	void clear() {
		this.count = 0;
	}

	int count() {
		return this.count;
	}

	/**
	 * Returns how long the next label is, if it is the one that an earlier sample had in
	 * this place.
	 * @param start where it begins
	 * @return the length with the value's closing quote; 0 if it is another label
	 */
	int knownLength(int start) {
		if (this.count == this.starts.length) {
			return 0;
		}
		int length = this.ends[this.count] - this.starts[this.count];
		return (length > 0 && length <= this.text.length - start && Arrays.equals(this.text, start, start + length,
				this.text, this.starts[this.count], this.ends[this.count])) ? length : 0;
	}

	/**
	 * Returns how long the name is of the label of an earlier sample in this place.
	 */
	int knownNameLength() {
		return this.nameEnds[this.count] - this.starts[this.count];
	}

	int knownNameHash() {
		return this.nameHashes[this.count];
	}

	long knownHash() {
		return this.hashes[this.count];
	}

	boolean contains(int nameHash, int nameStart, int nameEnd) {
		for (int i = 0; i < this.count; i++) {
			if (this.nameHashes[i] == nameHash
					&& Arrays.equals(this.text, this.starts[i], this.nameEnds[i], this.text, nameStart, nameEnd)) {
				return true;
			}
		}
		return false;
	}

	void add(int start, int nameEnd, int valueStart, int end, int nameHash, long hash) {
		if (this.count == this.starts.length) {
			int capacity = 2 * this.count;
			this.starts = Arrays.copyOf(this.starts, capacity);
			this.nameEnds = Arrays.copyOf(this.nameEnds, capacity);
			this.ends = Arrays.copyOf(this.ends, capacity);
			this.nameHashes = Arrays.copyOf(this.nameHashes, capacity);
			this.hashes = Arrays.copyOf(this.hashes, capacity);
		}
		this.starts[this.count] = start;
		this.nameEnds[this.count] = nameEnd;
		this.ends[this.count] = (valueStart == nameEnd + EQUALS_AND_QUOTE) ? end : 0;
		this.nameHashes[this.count] = nameHash;
		this.hashes[this.count] = hash;
		this.count++;
	}

}
