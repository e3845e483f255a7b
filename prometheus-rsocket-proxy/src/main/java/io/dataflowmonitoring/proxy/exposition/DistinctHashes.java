package io.dataflowmonitoring.proxy.exposition;

import java.util.Arrays;

/**
 * Finds out whether hashes are all different, with a table that is used again.
 */
final class DistinctHashes {

	/** A free place is 0: a hash that is 0 is taken to be there twice. */
	private long[] table = new long[64];

	boolean areDistinct(long[] hashes, int first, int count) {
		int capacity = Integer.highestOneBit(Math.max(count, 8)) * 4;
		if (capacity > this.table.length) {
			this.table = new long[capacity];
		}
		else {
			Arrays.fill(this.table, 0, capacity, 0);
		}
		int mask = capacity - 1;
		for (int i = first; i < first + count; i++) {
			long hash = hashes[i];
			if (hash == 0) {
				return false;
			}
			int place = (int) hash & mask;
			while (this.table[place] != 0) {
				if (this.table[place] == hash) {
					return false;
				}
				place = (place + 1) & mask;
			}
			this.table[place] = hash;
		}
		return true;
	}

}
