package io.dataflowmonitoring.proxy.exposition;

/**
 * Where the samples of one exposition stand, a hash of what each one's series is (its
 * name and its labels, whatever their order), and what is special about each one.
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

	/** The sample has blanks where only text format 0.0.4 allows them. */
	static final int LOOSE = 8;

	/**
	 * The sample has an exemplar, and its name says that OpenMetrics 1.0 allows none.
	 */
	static final int STRAY_EXEMPLAR = 16;

	/**
	 * The sample has a comma behind its last label, as only text format 0.0.4 allows it,
	 * right before the closing brace: so all samples are written by client_java before
	 * 1.0.
	 */
	static final int TRAILING_COMMA = 32;

	private final byte[] text;

	private final int[] starts;

	private final int[] ends;

	private final SeriesTable series;

	private final byte[] specials;

	private final int allSpecials;

	/**
	 * Takes note of samples.
	 * @param text begins with the exposition
	 * @param starts where the line of each sample begins
	 * @param ends where it ends, behind its line feed
	 * @param series what the samples are of
	 * @param specials what is special about each sample
	 * @param allSpecials what is special about any of them
	 */
	Samples(byte[] text, int[] starts, int[] ends, SeriesTable series, byte[] specials, int allSpecials) {
		this.text = text;
		this.starts = starts;
		this.ends = ends;
		this.series = series;
		this.specials = specials;
		this.allSpecials = allSpecials;
	}

	int size() {
		return this.starts.length;
	}

	/**
	 * Returns where the line of a sample begins.
	 */
	int start(int sample) {
		return this.starts[sample];
	}

	/**
	 * Returns where the value of a sample begins.
	 */
	int valueStart(int sample) {
		return this.starts[sample] + this.series.prefixLengths()[sample];
	}

	/**
	 * Returns where the name and the labels of a sample end.
	 */
	int seriesEnd(int sample) {
		int end = valueStart(sample);
		while (ExpositionScanner.isBlank(this.text[end - 1])) {
			end--;
		}
		return end;
	}

	/**
	 * Returns where the line of a sample ends, behind its line feed.
	 */
	int end(int sample) {
		return this.ends[sample];
	}

	long seriesHash(int sample) {
		return this.series.hashes()[sample];
	}

	/**
	 * Returns the sum of what is special about a sample: any of {@link #TIMESTAMP},
	 * {@link #EXEMPLAR}, {@link #CREATED}, {@link #LOOSE}, {@link #STRAY_EXEMPLAR} and
	 * {@link #TRAILING_COMMA}.
	 */
	int special(int sample) {
		return this.specials[sample];
	}

	/**
	 * Returns whether any of some special things is so for any of some samples.
	 */
	boolean isAnySpecial(int sought, int first, int count) {
		if ((this.allSpecials & sought) == 0) {
			return false;
		}
		for (int sample = first; sample < first + count; sample++) {
			if ((this.specials[sample] & sought) != 0) {
				return true;
			}
		}
		return false;
	}

	SeriesTable series() {
		return this.series;
	}

}
