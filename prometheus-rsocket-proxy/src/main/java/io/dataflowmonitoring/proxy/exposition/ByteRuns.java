package io.dataflowmonitoring.proxy.exposition;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds where runs of bytes of one kind end, eight bytes at a time: most of an
 * exposition's bytes are in such runs, and a loop over single bytes ends where no
 * processor can predict it. A byte of the wrong kind gets its highest bit set, and maybe
 * some behind it that are of the right kind, but none before.
 */
final class ByteRuns {

	private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

	/** One in each byte. */
	private static final long ONES = 0x0101010101010101L;

	private static final long HIGHEST_BITS = 0x8080808080808080L;

	private ByteRuns() {
	}

	/**
	 * Returns where digits end.
	 */
	static int endOfDigits(byte[] bytes, int start) {
		int position = start;
		for (; position <= bytes.length - Long.BYTES; position += Long.BYTES) {
			long digits = (long) LONGS.get(bytes, position) ^ ('0' * ONES);
			long others = (digits | (digits + (0x80 - 10) * ONES)) & HIGHEST_BITS;
			if (others != 0) {
				return position + Long.numberOfTrailingZeros(others) / Byte.SIZE;
			}
		}
		while (position < bytes.length && bytes[position] >= '0' && bytes[position] <= '9') {
			position++;
		}
		return position;
	}

	/**
	 * Returns where characters end that stand for themselves in a label's value: those of
	 * ASCII that can be printed, without quotes and backslashes. It may be somewhat later
	 * than the position that is returned, near the end of the bytes.
	 */
	static int endOfPlain(byte[] bytes, int start) {
		int position = start;
		for (; position <= bytes.length - Long.BYTES; position += Long.BYTES) {
			long word = (long) LONGS.get(bytes, position);
			long plain = (word + (0x80 - ' ') * ONES) & ((word ^ ('"' * ONES)) + 0x7F * ONES)
					& ((word ^ ('\\' * ONES)) + 0x7F * ONES);
			long others = (word | ~plain) & HIGHEST_BITS;
			if (others != 0) {
				return position + Long.numberOfTrailingZeros(others) / Byte.SIZE;
			}
		}
		return position;
	}

}
