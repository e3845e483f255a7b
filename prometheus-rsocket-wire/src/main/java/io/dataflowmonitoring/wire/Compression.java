package io.dataflowmonitoring.wire;

import java.io.IOException;
import java.util.Objects;
import java.util.function.IntFunction;

import org.xerial.snappy.Snappy;
import org.xerial.snappy.SnappyError;

/**
 * Snappy's raw block format, without the framing of its streams.
 */
final class Compression {

	private Compression() {
	}

	/**
	 * Loads the native library, so that a program that cannot do without it fails at its
	 * start.
	 */
	static void load() {
		compress(new byte[0], 0, new byte[maxSize(0)], 0);
	}

	/**
	 * Compresses into an array that there is.
	 * @param bytes what to compress; its first bytes
	 * @param length how many of them
	 * @param block where the block goes
	 * @param offset where it begins there; {@link #maxSize} bytes have to follow
	 * @return how long the block is
	 */
	static int compress(byte[] bytes, int length, byte[] block, int offset) {
		try {
			return Snappy.compress(bytes, 0, length, block, offset);
		}
		catch (IOException ex) {
			throw new IllegalStateException("Snappy compresses any bytes", ex);
		}
		catch (LinkageError | SnappyError ex) {
			throw unusable(ex);
		}
	}

	/**
	 * Returns how long a block is at most: what cannot be compressed grows by a sixth and
	 * 32 bytes.
	 * @param size the size of what is compressed
	 * @return the size of the block, at most
	 */
	static int maxSize(int size) {
		return 32 + size + size / 6;
	}

	/**
	 * Returns what size a block from a peer that is not to be trusted says that it has
	 * when it is decompressed.
	 * @param bytes where the compressed block is
	 * @param offset where it begins
	 * @param length how long it is
	 * @return the size in bytes, unsigned, of 32 bits
	 * @throws IOException if this is no block
	 */
	static long decompressedSize(byte[] bytes, int offset, int length) throws IOException {
		try {
			return Integer.toUnsignedLong(Snappy.uncompressedLength(bytes, offset, length));
		}
		catch (LinkageError | SnappyError ex) {
			throw unusable(ex);
		}
	}

	/**
	 * Decompresses a block from a peer that is not to be trusted.
	 * @param bytes where the compressed block is
	 * @param offset where it begins
	 * @param length how long it is
	 * @param size its {@link #decompressedSize}
	 * @param arrays is asked for an array of at least this size, once the block has shown
	 * to be valid
	 * @return the array, which begins with the decompressed bytes
	 * @throws IOException if this is no complete and valid block
	 */
	static byte[] decompress(byte[] bytes, int offset, int length, int size, IntFunction<byte[]> arrays)
			throws IOException {
		try {
			// Snappy's documentation warns that an invalid block can crash the JVM.
			if (!Snappy.isValidCompressedBuffer(bytes, offset, length)) {
				throw new IOException("Invalid block");
			}
			byte[] decompressed = arrays.apply(size);
			// Snappy's native code does not know where the array ends.
			Objects.checkFromIndexSize(0, size, decompressed.length);
			Snappy.uncompress(bytes, offset, length, decompressed, 0);
			return decompressed;
		}
		catch (LinkageError | SnappyError ex) {
			throw unusable(ex);
		}
	}

	/**
	 * As an exception, because Reactor takes a {@link LinkageError} for the end of the
	 * JVM and answers nobody.
	 */
	private static IllegalStateException unusable(Error error) {
		return new IllegalStateException(
				"Snappy's native library does not load (" + error.getMessage()
						+ "): name a folder that is writable and allows execution with -Dorg.xerial.snappy.tempdir",
				error);
	}

}
