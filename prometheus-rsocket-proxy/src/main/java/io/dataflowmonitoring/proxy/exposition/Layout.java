package io.dataflowmonitoring.proxy.exposition;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What remains the same from one exposition of an app to its next one, which nearly
 * always is everything but values, timestamps and exemplars: what was found in all the
 * rest, and hashes by which that is known again. It keeps nothing of the text itself.
 * <p>
 * The lines of an exposition come in runs of samples that follow each other. Before each
 * run is a gap: headers, comments, blanks. The last run is a gap alone.
 */
final class Layout {

	/** Of the heap, roughly: a family and its name, but for the letters. */
	private static final int FAMILY_BYTES = 128;

	private static final int SAMPLE_BYTES = Integer.BYTES + Long.BYTES + Byte.BYTES;

	private static final int RUN_BYTES = 2 * Integer.BYTES + Long.BYTES;

	/** In bytes: layouts that are not larger are always worth it. */
	private static final int ALWAYS = 4_096;

	private final List<Family> families;

	private final SeriesTable series;

	private final AppIdentity identity;

	private final Extent extent;

	private final int specials;

	private final int[] gapLengths;

	private final int[] endsOfRuns;

	private final long[] hashes;

	private Layout(Exposition exposition, Extent extent, int runs) {
		Samples samples = exposition.samples();
		// Nobody asks for the others; and these know where HELP stands.
		this.families = exposition.families().stream().filter((family) -> family.sampleCount() > 0).toList();
		this.series = samples.series();
		this.identity = exposition.identity();
		this.extent = extent;
		this.gapLengths = new int[runs];
		this.endsOfRuns = new int[runs];
		this.hashes = new long[runs];
		int specials = 0;
		for (byte special : this.series.specials()) {
			specials |= special;
		}
		this.specials = specials;
	}

	/**
	 * Returns the layout of an exposition.
	 * @param extent how large it is, without exemplars
	 * @return the layout; {@code null} if it is so unlike what is known of any app that
	 * it is not worth the trouble
	 */
	static @Nullable Layout of(Exposition exposition, Extent extent) {
		byte[] text = exposition.text();
		int length = exposition.length();
		Samples samples = exposition.samples();
		if (length == 0 || text[length - 1] != '\n' || !isEachHelpBeforeItsSamples(exposition)) {
			return null;
		}
		int runs = 2;
		for (int sample = 1; sample < samples.size(); sample++) {
			runs += (samples.start(sample) != samples.end(sample - 1)) ? 1 : 0;
		}
		Layout layout = new Layout(exposition, extent, (samples.size() > 0) ? runs : 1);
		if (layout.bytes() > Math.max(length, ALWAYS)) {
			return null;
		}
		layout.readRuns(text, length, samples);
		return layout;
	}

	/**
	 * Returns whether nothing that changes stands between a HELP and the first sample of
	 * its family.
	 */
	private static boolean isEachHelpBeforeItsSamples(Exposition exposition) {
		Samples samples = exposition.samples();
		for (Family family : exposition.families()) {
			int first = family.firstSample();
			if (family.hasHelp() && family.sampleCount() > 0 && (family.helpStart(samples) > samples.start(first)
					|| (first > 0 && family.helpStart(samples) < samples.end(first - 1)))) {
				return false;
			}
		}
		return true;
	}

	private void readRuns(byte[] text, int length, Samples samples) {
		int sample = 0;
		int position = 0;
		for (int run = 0; run < this.hashes.length; run++) {
			int start = (sample < samples.size()) ? samples.start(sample) : length;
			long hash = KeyedHash.add(0, text, position, start);
			this.gapLengths[run] = start - position;
			position = start;
			while (sample < samples.size() && samples.start(sample) == position) {
				hash = KeyedHash.add(hash, text, position, samples.valueStart(sample));
				position = samples.end(sample);
				sample++;
			}
			this.endsOfRuns[run] = sample;
			this.hashes[run] = hash;
		}
	}

	/**
	 * Returns how much of the heap this takes, roughly: never more than the text does,
	 * unless that is short.
	 */
	int bytes() {
		// How long a name may be is not limited.
		int letters = this.families.stream().mapToInt(Family::letters).sum();
		return FAMILY_BYTES * this.families.size() + letters + SAMPLE_BYTES * this.series.size() + RUN_BYTES * runs();
	}

	List<Family> families() {
		return this.families;
	}

	SeriesTable series() {
		return this.series;
	}

	AppIdentity identity() {
		return this.identity;
	}

	Extent extent() {
		return this.extent;
	}

	/**
	 * Returns what is special about any sample, but for what stands behind its value.
	 */
	int specials() {
		return this.specials;
	}

	int runs() {
		return this.hashes.length;
	}

	/**
	 * Returns how many bytes stand before the first sample of a run, behind the run
	 * before it.
	 */
	int gapLength(int run) {
		return this.gapLengths[run];
	}

	/**
	 * Returns the number of the sample behind the last one of a run.
	 */
	int endOfRun(int run) {
		return this.endsOfRuns[run];
	}

	/**
	 * Returns the hash of the gap before a run, and of the names and labels in it.
	 */
	long hash(int run) {
		return this.hashes[run];
	}

}
