package io.dataflowmonitoring.proxy.scrape;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much of the heap arrays may take that are kept between scrapes, of all apps
 * together, so that apps that are large in turn, or mean harm, cost time rather than all
 * of the memory.
 */
final class SpareMemory {

	private final long limit;

	private final AtomicLong used = new AtomicLong();

	/**
	 * Creates the memory.
	 * @param limit how many bytes to keep at most
	 */
	SpareMemory(long limit) {
		this.limit = limit;
	}

	/**
	 * Returns how many bytes are kept.
	 */
	long used() {
		return this.used.get();
	}

	/**
	 * Keeps some bytes more, if there is room.
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
