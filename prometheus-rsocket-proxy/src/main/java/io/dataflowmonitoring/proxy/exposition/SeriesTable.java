package io.dataflowmonitoring.proxy.exposition;

/**
 * What the samples of an app have in common with those of its next exposition, as long as
 * it does not say anything about other series: how long their names and labels are, a
 * hash of each series, and what is special about how they are written. Kept in arrays,
 * since there are hundreds of thousands in a scrape, and shared by the expositions.
 *
 * @param prefixLengths how many bytes stand before each sample's value in its line
 * @param hashes hashes of name and labels, whatever the order of the labels
 * @param specials what is special about each sample, but for what stands behind its value
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them, and nobody changes them
record SeriesTable(int[] prefixLengths, long[] hashes, byte[] specials) {

	int size() {
		return this.prefixLengths.length;
	}

}
