package io.dataflowmonitoring.proxy.scrape;

import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * Where the answers of one app are put, one after the other. An app's next answer is
 * about as long as its last one, and the last one has been written by then, so the array
 * is used again from scrape to scrape. New arrays for each scrape of a large fleet would
 * be hundreds of megabytes that live until the answer is written: long enough for the
 * garbage collector to copy them, or to let the heap grow by as much again. Where a
 * scrape regularly begins while another one is still being written, there are two arrays.
 * Thread-safe.
 */
final class AnswerMemory {

	/**
	 * How many answers in a row may need an array less, or be much shorter than the
	 * array, before that is let go.
	 */
	static final int PATIENCE = 8;

	private static final int MAX_SPARES = 2;

	private final SpareMemory memory;

	/** The one that was used last comes first. */
	private final Deque<byte[]> spares = new ArrayDeque<>(MAX_SPARES);

	/** How many answers in a row have left an array over. */
	private int leftOver;

	/** How many answers in a row were much shorter than their array. */
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
	 * Gives away an array: one that is kept, if it fits.
	 * @param size how long an answer is that is to be put into it
	 * @return an array that is at least as long, and whose contents are not defined. It
	 * is the caller's alone; whoever never gives it back costs a later answer a new array
	 * and nothing else
	 */
	synchronized byte[] take(int size) {
		this.used = true;
		byte[] array = removeSpare(size);
		this.leftOver = this.spares.isEmpty() ? 0 : this.leftOver + 1;
		if (this.leftOver > PATIENCE) {
			this.leftOver = 0;
			removeLast();
		}
		boolean isMuchShorter = array != null && array.length / 2 > lengthFor(size);
		this.muchShorter = isMuchShorter ? this.muchShorter + 1 : 0;
		if (array == null || this.muchShorter > PATIENCE) {
			this.muchShorter = 0;
			return new byte[lengthFor(size)];
		}
		return array;
	}

	/**
	 * Takes back an array that nobody reads or writes any more.
	 */
	synchronized void give(byte[] array) {
		if (!this.closed && this.spares.size() < MAX_SPARES && this.memory.take(array.length)) {
			this.spares.addFirst(array);
		}
	}

	/**
	 * Lets go of everything if nothing was needed since this was called last.
	 */
	synchronized void letGoIfUnused() {
		if (!this.used) {
			removeAll();
		}
		this.used = false;
	}

	/**
	 * Lets go of everything, for good: the app is gone.
	 */
	synchronized void close() {
		this.closed = true;
		removeAll();
	}

	/**
	 * Returns an array that fits. Those that are too short will be so next time, too.
	 */
	private byte @Nullable [] removeSpare(int size) {
		byte[] array;
		while ((array = this.spares.pollFirst()) != null) {
			this.memory.release(array.length);
			if (array.length >= size) {
				return array;
			}
		}
		return null;
	}

	private void removeAll() {
		while (!this.spares.isEmpty()) {
			removeLast();
		}
	}

	private void removeLast() {
		this.memory.release(this.spares.removeLast().length);
	}

	/**
	 * Leaves room for counters that get longer, and for some series more.
	 */
	private static int lengthFor(int size) {
		long length = 64L + size + size / 16;
		return (int) Math.max(size, Math.min(length, Integer.MAX_VALUE - 8));
	}

}
