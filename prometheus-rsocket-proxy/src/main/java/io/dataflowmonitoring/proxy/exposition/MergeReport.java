package io.dataflowmonitoring.proxy.exposition;

import java.util.List;

/**
 * What came of merging expositions.
 *
 * @param samples how many samples were written
 * @param bytes how many bytes were written
 * @param rejectedFamilies the families that were left out, each for one app
 * @param droppedSamples how many samples were left out because another one of the same
 * series had been written already
 * @param duplicates one entry for each two apps that gave samples of the same series;
 * only the first {@value #MAX_DUPLICATES}
 */
public record MergeReport(long samples, long bytes, List<RejectedFamily> rejectedFamilies, long droppedSamples,
		List<DuplicateSeries> duplicates) {

	/**
	 * How many pairs of apps {@link #duplicates()} names at most.
	 */
	public static final int MAX_DUPLICATES = 100;

	/**
	 * A family that was left out, with all its samples of one app, because an earlier
	 * app's family has a name in common with it that cannot be shared: the types differ,
	 * or one is a summary {@code x} and the other is called {@code x_count}.
	 *
	 * @param app the app whose family was left out
	 * @param family the family's name
	 * @param type its type
	 * @param keptApp the app whose family was there first
	 * @param keptFamily that family's name
	 * @param keptType that family's type
	 */
	public record RejectedFamily(String app, String family, String type, String keptApp, String keptFamily,
			String keptType) {
	}

	/**
	 * Two apps that gave samples of the same series.
	 *
	 * @param app the app whose samples were dropped
	 * @param keptApp the app whose samples were kept; may be the same app
	 * @param metric the name of the first metric that was found to be given twice
	 */
	public record DuplicateSeries(String app, String keptApp, String metric) {
	}

}
