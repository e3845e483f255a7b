package io.dataflowmonitoring.proxy.exposition;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much of the heap all apps' readers may take for what they remember, so that a large
 * fleet, or apps that mean harm, cost time rather than all of the memory.
 */
public final class LayoutMemory {

	private final long limit;

	private final AtomicLong used = new AtomicLong();

	/**
	 * Creates the memory.
	 * @param limit how much of the heap to take at most, in bytes
	 */
	public LayoutMemory(long limit) {
		this.limit = limit;
	}

	/**
	 * Returns how much of the heap is taken.
	 * @return bytes, by a rough estimate
	 */
	public long used() {
		return this.used.get();
	}

	/**
	 * Takes some bytes if they are left.
	 */
	boolean take(long bytes) {
		if (this.used.addAndGet(bytes) <= this.limit) {
			return true;
		}
		release(bytes);
		return false;
	}

	void release(long bytes) {
		this.used.addAndGet(-bytes);
	}

}
