package io.dataflowmonitoring.wire;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Arrays for what is needed only while one answer is being opened, and used again for the
 * next one: as many as are opened at the same time. Thread-safe.
 */
final class ScratchArrays {

	/** In bytes: longer ones are so seldom needed that they are not kept. */
	private static final int MAX_KEPT = 1_048_576;

	private static final int MIN_LENGTH = 65_536;

	private final Queue<byte[]> idle = new ConcurrentLinkedQueue<>();

	/**
	 * Returns an array whose contents are not defined.
	 * @param size how long it has to be at least
	 */
	byte[] take(int size) {
		byte[] array = this.idle.poll();
		if (array != null && array.length >= size) {
			return array;
		}
		// The next one is likely to be somewhat longer.
		return new byte[(int) Math.max(MIN_LENGTH, Math.min(size * 5L / 4, Math.max(size, MAX_KEPT)))];
	}

	/**
	 * Takes back an array that nobody uses any more.
	 */
	void give(byte[] array) {
		if (array.length <= MAX_KEPT) {
			this.idle.add(array);
		}
	}

}
