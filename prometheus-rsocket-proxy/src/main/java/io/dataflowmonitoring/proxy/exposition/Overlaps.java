package io.dataflowmonitoring.proxy.exposition;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Tells which parts of a merged family may have a series more than once, so that only
 * their samples have to be compared. Nearly always it is none: each app has labels on all
 * of its samples that say which one it is, and two samples that differ in one label are
 * not the same series.
 */
final class Overlaps {

	private final BitSet parts = new BitSet();

	private int samples;

	/** The numbers of parts, plus one, by the hash of what their samples agree on. */
	private int[] table = new int[64];

	/**
	 * Looks at the next family.
	 */
	void of(List<Part> family) {
		this.parts.clear();
		if (isEachAlike(family)) {
			findSameLabels(family);
		}
		else {
			// Other labels tell other parts apart; that is too rare to look closer.
			this.parts.set(0, family.size());
		}
		this.samples = 0;
		for (int part = this.parts.nextSetBit(0); part >= 0; part = this.parts.nextSetBit(part + 1)) {
			this.samples += family.get(part).sampleCount();
		}
	}

	/**
	 * Returns whether the samples of each part agree on the same labels.
	 */
	private static boolean isEachAlike(List<Part> family) {
		int labels = family.get(0).family().sharedLabels();
		for (Part part : family) {
			if (part.family().sharedLabels() != labels) {
				return false;
			}
		}
		return true;
	}

	private void findSameLabels(List<Part> family) {
		int capacity = Integer.highestOneBit(Math.max(family.size(), 8)) * 4;
		if (capacity > this.table.length) {
			this.table = new int[capacity];
		}
		else {
			Arrays.fill(this.table, 0, capacity, 0);
		}
		for (int part = 0; part < family.size(); part++) {
			Family own = family.get(part).family();
			int place = (int) own.sharedLabelsHash() & (capacity - 1);
			while (this.table[place] != 0) {
				int other = this.table[place] - 1;
				if (family.get(other).family().sharedLabelsHash() == own.sharedLabelsHash()) {
					this.parts.set(other);
					this.parts.set(part);
					break;
				}
				place = (place + 1) & (capacity - 1);
			}
			if (this.table[place] == 0) {
				this.table[place] = part + 1;
			}
			if (!own.isDistinct()) {
				this.parts.set(part);
			}
		}
	}

	/**
	 * Returns whether a part may have a series more than once, or one that another part
	 * has too.
	 */
	boolean isPossibleFor(int part) {
		return this.parts.get(part);
	}

	/**
	 * Returns how many samples these parts have.
	 */
	int samples() {
		return this.samples;
	}

}
