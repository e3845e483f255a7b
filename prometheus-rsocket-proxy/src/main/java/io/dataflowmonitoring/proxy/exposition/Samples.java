package io.dataflowmonitoring.proxy.exposition;

import java.util.Arrays;

/**
 * Where the samples of one exposition stand, a hash of what each one's series is (its
 * name and its labels, whatever their order), and what is special about each one. Kept in
 * arrays, since there are hundreds of thousands in a scrape.
 */
final class Samples {

	/** The sample has a timestamp. */
	static final int TIMESTAMP = 1;

	/**
	 * The sample has an exemplar, and its name ends in {@code _total} or {@code _bucket}.
	 */
	static final int EXEMPLAR = 2;

	/** The sample tells when a series began. */
	static final int CREATED = 4;

	/** The sample has blanks or a comma where only text format 0.0.4 allows them. */
	static final int LOOSE = 8;

	/**
	 * The sample has an exemplar, and its name says that OpenMetrics 1.0 allows none.
	 */
	static final int STRAY_EXEMPLAR = 16;

	private int[] starts;

	private int[] seriesEnds;

	private int[] ends;

	private long[] seriesHashes;

	private byte[] specials;

	private int allSpecials;

	private int size;

	Samples(int expected) {
		this.starts = new int[expected];
		this.seriesEnds = new int[expected];
		this.ends = new int[expected];
		this.seriesHashes = new long[expected];
		this.specials = new byte[expected];
	}

	void add(int start, int seriesEnd, int end, long seriesHash, int special) {
		if (this.size == this.starts.length) {
			int capacity = this.size + this.size / 2 + 16;
			this.starts = Arrays.copyOf(this.starts, capacity);
			this.seriesEnds = Arrays.copyOf(this.seriesEnds, capacity);
			this.ends = Arrays.copyOf(this.ends, capacity);
			this.seriesHashes = Arrays.copyOf(this.seriesHashes, capacity);
			this.specials = Arrays.copyOf(this.specials, capacity);
		}
		this.starts[this.size] = start;
		this.seriesEnds[this.size] = seriesEnd;
		this.ends[this.size] = end;
		this.seriesHashes[this.size] = seriesHash;
		this.specials[this.size] = (byte) special;
		this.allSpecials |= special;
		this.size++;
	}

	int size() {
		return this.size;
	}

	/**
	 * Returns where the line of a sample begins.
	 */
	int start(int sample) {
		return this.starts[sample];
	}

	/**
	 * Returns where the name and the labels of a sample end.
	 */
	int seriesEnd(int sample) {
		return this.seriesEnds[sample];
	}

	/**
	 * Returns where the line of a sample ends, behind its line feed.
	 */
	int end(int sample) {
		return this.ends[sample];
	}

	long seriesHash(int sample) {
		return this.seriesHashes[sample];
	}

	/**
	 * Returns the sum of what is special about a sample: any of {@link #TIMESTAMP},
	 * {@link #EXEMPLAR}, {@link #CREATED}, {@link #LOOSE} and {@link #STRAY_EXEMPLAR}.
	 */
	int special(int sample) {
		return this.specials[sample];
	}

	/**
	 * Returns what is special about any sample.
	 */
	int allSpecials() {
		return this.allSpecials;
	}

}
