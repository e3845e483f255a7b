package io.dataflowmonitoring.wire;

/**
 * Tells whether a message's counter has been seen before. Messages may overtake one
 * another a little, since several threads seal them; one that comes 64 or more behind the
 * newest counts as seen.
 */
final class ReplayWindow {

	private static final int SIZE = Long.SIZE;

	private long highest;

	/**
	 * Bit {@code n} stands for {@code highest - n}.
	 */
	private long seen;

	/**
	 * Takes note of a counter.
	 * @param counter the counter, from 1 on
	 * @return whether it is new
	 */
	synchronized boolean accept(long counter) {
		if (counter <= 0) {
			return false;
		}
		if (counter > this.highest) {
			long ahead = counter - this.highest;
			this.seen = (ahead < SIZE) ? this.seen << ahead | 1 : 1;
			this.highest = counter;
			return true;
		}
		long behind = this.highest - counter;
		if (behind >= SIZE || (this.seen & 1L << behind) != 0) {
			return false;
		}
		this.seen |= 1L << behind;
		return true;
	}

}
