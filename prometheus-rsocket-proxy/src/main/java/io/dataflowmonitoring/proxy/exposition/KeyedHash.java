package io.dataflowmonitoring.proxy.exposition;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * Hashes parts of expositions, with a key that is another one in each process. What was
 * read before is known again by its hash alone, and tables are filled by it, so no app
 * may be able to say two things that have the same hash, or many that crowd a table. A
 * fast hash without a key, or one whose key only begins a chain, would let it: there are
 * differences that cancel each other whatever the key.
 * <p>
 * 16 bytes at a time are hashed by NH (Black et al., <em>UMAC</em>, 1999, section 3),
 * with words of 64 bits and products of 128; what that makes of each block is hashed as a
 * polynomial modulo a prime (Carter and Wegman, 1979). Two things that differ have the
 * same hash by a chance of about 2<sup>-59</sup> for each block, whoever chose them.
 */
final class KeyedHash {

	private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

	/** In bytes. Nearly all lines are one block. */
	private static final int BLOCK = 1_024;

	/** In bytes. Nearly all labels are not longer. */
	private static final int SHORT = 128;

	private static final int PAIR = 2 * Long.BYTES;

	private static final int PRIME_BITS = 61;

	private static final long PRIME = (1L << PRIME_BITS) - 1;

	/** The words of the polynomial must be less than the prime. */
	private static final int WORD_BITS = 60;

	private static final long WORD = (1L << WORD_BITS) - 1;

	private static final long[] KEY;

	/** Where the polynomial is evaluated. */
	private static final long POINT;

	static {
		SecureRandom random = new SecureRandom();
		KEY = random.longs(BLOCK / Long.BYTES).toArray();
		POINT = random.nextLong() >>> (Long.SIZE - WORD_BITS);
	}

	private KeyedHash() {
	}

	/**
	 * Hashes bytes into 64 bits that are spread well, so that they can be added to others
	 * and be taken as a place in a table. What has the same hash need not be the same.
	 */
	static long of(byte[] bytes, int start, int end) {
		int length = end - start;
		return spread((length > SHORT) ? add(0, bytes, start, end) : ofShort(bytes, start, length));
	}

	/**
	 * Hashes a label without the polynomial, which would take longer than all the rest.
	 */
	private static long ofShort(byte[] bytes, int start, int length) {
		int end = start + length;
		long hash = length;
		for (int i = 0; i * PAIR < length; i++) {
			int position = Math.min(start + i * PAIR, Math.max(start, end - PAIR));
			long first = word(bytes, position, end) + KEY[2 * i];
			long second = word(bytes, Math.min(position + Long.BYTES, end), end) + KEY[2 * i + 1];
			hash += first * second ^ Math.multiplyHigh(first, second);
		}
		return hash;
	}

	/**
	 * Hashes one part more. The last block of each part is not a full one, and may be
	 * empty, so that where a part ends counts however long it is.
	 * @param hash the hash of the parts that stand before it; 0 if it is the first one
	 * @return the hash of all parts, of which only some bits are random
	 */
	static long add(long hash, byte[] bytes, int start, int end) {
		long added = hash;
		int position = start;
		for (; end - position >= BLOCK; position += BLOCK) {
			added = addBlock(added, bytes, position, BLOCK);
		}
		return addBlock(added, bytes, position, end - position);
	}

	private static long addBlock(long hash, byte[] bytes, int start, int length) {
		long low = 0;
		long high = 0;
		int pairs = length / PAIR;
		for (int i = 0; i < pairs; i++) {
			long first = (long) LONGS.get(bytes, start + i * PAIR) + KEY[2 * i];
			long second = (long) LONGS.get(bytes, start + i * PAIR + Long.BYTES) + KEY[2 * i + 1];
			low += first * second;
			high += Math.multiplyHigh(first, second);
		}
		int end = start + length;
		if (length > pairs * PAIR) {
			// The last 16 bytes, some of them once more: cheaper than to read fewer.
			int position = Math.max(start, end - PAIR);
			long first = word(bytes, position, end) + KEY[2 * pairs];
			long second = word(bytes, Math.min(position + Long.BYTES, end), end) + KEY[2 * pairs + 1];
			low += first * second;
			high += Math.multiplyHigh(first, second);
		}
		long rest = (low >>> WORD_BITS) | ((high >>> WORD_BITS) << (Long.SIZE - WORD_BITS))
				| ((long) length << Byte.SIZE);
		return addWord(addWord(addWord(hash, low & WORD), high & WORD), rest);
	}

	/**
	 * Returns at most eight bytes as a number.
	 */
	private static long word(byte[] bytes, int start, int end) {
		if (end - start >= Long.BYTES) {
			return (long) LONGS.get(bytes, start);
		}
		long word = 0;
		for (int i = start; i < end; i++) {
			word = (word << Byte.SIZE) | (bytes[i] & 0xFF);
		}
		return word;
	}

	private static long addWord(long hash, long word) {
		long low = hash * POINT;
		long high = Math.multiplyHigh(hash, POINT);
		// 2^61 is one more than the prime, so what exceeds 61 bits is added.
		long sum = (low & PRIME) + ((low >>> PRIME_BITS) | (high << (Long.SIZE - PRIME_BITS))) + word;
		return (sum & PRIME) + (sum >>> PRIME_BITS);
	}

	/**
	 * Spreads a hash over all 64 bits (the last steps of MurmurHash3 and SplitMix64).
	 */
	static long spread(long hash) {
		long spread = (hash ^ (hash >>> 30)) * 0xBF58476D1CE4E5B9L;
		spread = (spread ^ (spread >>> 27)) * 0x94D049BB133111EBL;
		return spread ^ (spread >>> 31);
	}

}
