package io.dataflowmonitoring.proxy.exposition;

import java.util.Arrays;

/**
 * Gathers the samples of an exposition while it is parsed, making no object for each.
 */
final class SamplesBuilder {

	/** In bytes: lines are longer, so that the arrays seldom have to grow. */
	private static final int LINE_LENGTH = 160;

	private final byte[] text;

	private final int length;

	private int[] starts = {};

	private int[] ends = {};

	private int[] prefixLengths = {};

	private long[] seriesHashes = {};

	private byte[] specials = {};

	private int allSpecials;

	private int size;

	/**
	 * Begins to gather.
	 * @param text begins with the exposition
	 * @param length how long that is
	 */
	SamplesBuilder(byte[] text, int length) {
		this.text = text;
		this.length = length;
	}

	void add(int start, int valueStart, int end, long seriesHash, int special) {
		if (this.size == this.starts.length) {
			resize(Math.max(this.length / LINE_LENGTH, this.size + this.size / 2) + 16);
		}
		this.starts[this.size] = start;
		this.ends[this.size] = end;
		this.prefixLengths[this.size] = valueStart - start;
		this.seriesHashes[this.size] = seriesHash;
		this.specials[this.size] = (byte) special;
		this.allSpecials |= special;
		this.size++;
	}

	int size() {
		return this.size;
	}

	/**
	 * Returns the samples; none can be added any more.
	 */
	Samples build() {
		resize(this.size);
		byte[] lasting = this.specials;
		int passing = Samples.TIMESTAMP | Samples.EXEMPLAR | Samples.STRAY_EXEMPLAR;
		if ((this.allSpecials & passing) != 0) {
			lasting = this.specials.clone();
			for (int i = 0; i < lasting.length; i++) {
				lasting[i] &= (byte) ~passing;
			}
		}
		SeriesTable series = new SeriesTable(this.prefixLengths, this.seriesHashes, lasting);
		return new Samples(this.text, this.starts, this.ends, series, this.specials, this.allSpecials);
	}

	private void resize(int capacity) {
		this.starts = Arrays.copyOf(this.starts, capacity);
		this.ends = Arrays.copyOf(this.ends, capacity);
		this.prefixLengths = Arrays.copyOf(this.prefixLengths, capacity);
		this.seriesHashes = Arrays.copyOf(this.seriesHashes, capacity);
		this.specials = Arrays.copyOf(this.specials, capacity);
	}

}
