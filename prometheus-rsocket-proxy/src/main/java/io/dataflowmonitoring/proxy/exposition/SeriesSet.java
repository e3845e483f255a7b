package io.dataflowmonitoring.proxy.exposition;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The series of one family that have been written so far: an open-addressing table that
 * is used again for the next family, so that nothing is allocated per sample.
 */
final class SeriesSet {

	/** What {@link #add} returns if the series is new. */
	static final int NEW = -1;

	private long[] hashes = new long[64];

	/** The number of the part, plus one: 0 is a free place. */
	private int[] parts = new int[64];

	private int[] samples = new int[64];

	private int mask = 63;

	/**
	 * Empties the set.
	 * @param expected how many series will be added at most
	 */
	void clear(int expected) {
		int capacity = Integer.highestOneBit(Math.max(expected, 8)) * 4;
		if (capacity > this.hashes.length) {
			this.hashes = new long[capacity];
			this.parts = new int[capacity];
			this.samples = new int[capacity];
		}
		else {
			Arrays.fill(this.parts, 0, capacity, 0);
		}
		this.mask = capacity - 1;
	}

	/**
	 * Adds the series of a sample.
	 * @return {@link #NEW}, or the number of the part that has a sample of this series
	 * already
	 */
	int add(List<Part> family, int part, int sample) {
		long hash = family.get(part).samples().seriesHash(sample);
		int place = (int) hash & this.mask;
		while (this.parts[place] != 0) {
			int other = this.parts[place] - 1;
			if (this.hashes[place] == hash
					&& isSameSeries(family.get(other), this.samples[place], family.get(part), sample)) {
				return other;
			}
			place = (place + 1) & this.mask;
		}
		this.hashes[place] = hash;
		this.parts[place] = part + 1;
		this.samples[place] = sample;
		return NEW;
	}

	private static boolean isSameSeries(Part part, int sample, Part other, int otherSample) {
		int start = part.samples().start(sample);
		int end = part.samples().seriesEnd(sample);
		int otherStart = other.samples().start(otherSample);
		int otherEnd = other.samples().seriesEnd(otherSample);
		// Two instances of one app write their labels in the same order.
		return Arrays.equals(part.text(), start, end, other.text(), otherStart, otherEnd)
				|| Series.read(part.text(), start, end).equals(Series.read(other.text(), otherStart, otherEnd));
	}

	/**
	 * The name and the labels of a sample, read once more where two samples may differ in
	 * the order of their labels only.
	 */
	private record Series(String name, Set<String> labels) {

		static Series read(byte[] text, int start, int end) {
			String series = new String(text, start, end - start, StandardCharsets.UTF_8);
			int brace = series.indexOf('{');
			if (brace < 0) {
				return new Series(series, Set.of());
			}
			Set<String> labels = new HashSet<>();
			int position = brace + 1;
			int equals;
			while ((equals = series.indexOf('=', position)) >= 0) {
				String name = series.substring(position, equals).replace(',', ' ').strip();
				int valueStart = series.indexOf('"', equals) + 1;
				int valueEnd = valueStart;
				while (series.charAt(valueEnd) != '"') {
					valueEnd += (series.charAt(valueEnd) == '\\') ? 2 : 1;
				}
				if (valueEnd > valueStart) {
					labels.add(name + '=' + series.substring(valueStart, valueEnd));
				}
				position = valueEnd + 1;
			}
			return new Series(series.substring(0, brace).strip(), labels);
		}

	}

}
