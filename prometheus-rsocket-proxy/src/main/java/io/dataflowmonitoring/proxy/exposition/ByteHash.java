package io.dataflowmonitoring.proxy.exposition;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Hashes parts of expositions, eight bytes at a time.
 */
final class ByteHash {

	private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

	private ByteHash() {
	}

	/**
	 * Hashes a part of the bytes into 64 well-spread bits, so that hashes can be added
	 * up.
	 */
	static long of(byte[] bytes, int start, int end) {
		long hash = (long) end - start;
		int position = start;
		for (; position <= end - Long.BYTES; position += Long.BYTES) {
			hash = (hash ^ (long) LONGS.get(bytes, position)) * 0x9E3779B97F4A7C15L;
			hash ^= hash >>> 32;
		}
		long rest = 0;
		for (; position < end; position++) {
			rest = (rest << Byte.SIZE) | (bytes[position] & 0xFF);
		}
		hash = (hash ^ rest) * 0xBF58476D1CE4E5B9L;
		hash = (hash ^ (hash >>> 29)) * 0x94D049BB133111EBL;
		return hash ^ (hash >>> 32);
	}

}
