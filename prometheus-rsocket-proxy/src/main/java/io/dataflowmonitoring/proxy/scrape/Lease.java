package io.dataflowmonitoring.proxy.scrape;

import org.jspecify.annotations.Nullable;

/**
 * The array that one answer is in, and who holds it: the pull as long as scrapes may
 * still join it, and each scrape that has joined. When the last one has let go, and the
 * answer has been read, the array goes back to the app's memory for the next answer. If
 * somebody never lets go, or the answer is never read, the array is not used again and
 * the garbage collector takes it: forgetting costs memory for a while, but no text ever
 * changes while somebody may read it. Thread-safe.
 */
final class Lease {

	private final AnswerMemory memory;

	private int holders;

	private byte @Nullable [] taken;

	/** Whether nobody writes into the array any more. */
	private boolean written;

	/**
	 * Creates a lease that nobody holds yet.
	 * @param memory where the array comes from
	 */
	Lease(AnswerMemory memory) {
		this.memory = memory;
	}

	/**
	 * Takes the array that the answer is to be put into. It does not go back before
	 * {@link #written}: a pull that is given up does not wait for those who decompress
	 * its answer just then.
	 * @param size how long the answer is
	 * @return an array of at least this size
	 */
	byte[] take(int size) {
		byte[] array = this.memory.take(size);
		synchronized (this) {
			this.taken = array;
		}
		return array;
	}

	/**
	 * Takes note that the answer is complete and has been read and checked, or that this
	 * has failed: from now on, only those who hold the lease use it.
	 * @param answer the array with the answer. If it is not the one that was taken,
	 * somebody else may have it too, and it is nobody's to be used again.
	 */
	synchronized void written(byte[] answer) {
		this.written = answer == this.taken;
		giveBackIfFree();
	}

	/**
	 * Holds the array.
	 * @return the hold, to be closed when the answer is not used any more
	 * @throws IllegalStateException if the array has gone back already
	 */
	synchronized Hold hold() {
		if (this.holders < 0) {
			throw new IllegalStateException("The array has gone back");
		}
		this.holders++;
		return new Hold();
	}

	private void giveBackIfFree() {
		byte[] array = this.taken;
		if (array != null && this.written && this.holders == 0) {
			this.holders = -1;
			this.taken = null;
			this.memory.give(array);
		}
	}

	/**
	 * One who holds the array.
	 */
	final class Hold implements AutoCloseable {

		private boolean closed;

		/**
		 * Lets go. To do that twice changes nothing.
		 */
		@Override
		public void close() {
			synchronized (Lease.this) {
				if (!this.closed) {
					this.closed = true;
					Lease.this.holders--;
					giveBackIfFree();
				}
			}
		}

	}

}
