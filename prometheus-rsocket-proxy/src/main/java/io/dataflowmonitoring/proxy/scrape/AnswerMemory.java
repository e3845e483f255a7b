package io.dataflowmonitoring.proxy.scrape;

import org.jspecify.annotations.Nullable;

/**
 * Where the answers of one app are put, one after the other. An app's next answer is
 * about as long as its last one, and the last one has been written by then, so the array
 * is used again from scrape to scrape. New arrays for each scrape of a large fleet would
 * be hundreds of megabytes that live until the answer is written: long enough for the
 * garbage collector to copy them, or to let the heap grow by as much again. Thread-safe.
 */
final class AnswerMemory {

	/**
	 * How many answers in a row may be much shorter than the array before a shorter one
	 * takes its place.
	 */
	static final int PATIENCE = 8;

	private final SpareMemory memory;

	private byte @Nullable [] spare;

	/** How many answers in a row were much shorter than the array. */
	private int muchShorter;

	private boolean used;

	private boolean closed;

	/**
	 * Creates the memory of an app.
	 * @param memory how much all apps may keep together
	 */
	AnswerMemory(SpareMemory memory) {
		this.memory = memory;
	}

	/**
	 * Gives away an array: the one that is kept, if it fits.
	 * @param size how long an answer is that is to be put into it
	 * @return an array that is at least as long, and whose contents are not defined. It
	 * is the caller's alone; whoever never gives it back costs the next answer a new
	 * array and nothing else
	 */
	synchronized byte[] take(int size) {
		this.used = true;
		byte[] array = removeSpare();
		if (array == null || array.length < size) {
			this.muchShorter = 0;
			return new byte[lengthFor(size)];
		}
		boolean isMuchShorter = array.length / 2 > lengthFor(size);
		this.muchShorter = isMuchShorter ? this.muchShorter + 1 : 0;
		if (this.muchShorter > PATIENCE) {
			this.muchShorter = 0;
			return new byte[lengthFor(size)];
		}
		return array;
	}

	/**
	 * Takes back an array that nobody reads or writes any more. Of two that were needed
	 * at the same time, the longer one is kept.
	 */
	synchronized void give(byte[] array) {
		byte[] other = this.spare;
		if (this.closed || (other != null && other.length >= array.length)) {
			return;
		}
		removeSpare();
		if (this.memory.take(array.length)) {
			this.spare = array;
		}
	}

	/**
	 * Lets go of the array if none was needed since this was called last.
	 */
	synchronized void letGoIfUnused() {
		if (!this.used) {
			removeSpare();
		}
		this.used = false;
	}

	/**
	 * Lets go of the array, for good: the app is gone.
	 */
	synchronized void close() {
		this.closed = true;
		removeSpare();
	}

	private byte @Nullable [] removeSpare() {
		byte[] removed = this.spare;
		if (removed != null) {
			this.memory.release(removed.length);
			this.spare = null;
		}
		return removed;
	}

	/**
	 * Leaves room for counters that get longer, and for some series more.
	 */
	private static int lengthFor(int size) {
		long length = 64L + size + size / 16;
		return (int) Math.max(size, Math.min(length, Integer.MAX_VALUE - 8));
	}

}
