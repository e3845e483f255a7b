package io.dataflowmonitoring.wire;

import java.io.IOException;
import java.util.function.LongConsumer;

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
		compress(new byte[0]);
	}

	static byte[] compress(byte[] bytes) {
		try {
			return Snappy.compress(bytes);
		}
		catch (IOException ex) {
			throw new IllegalStateException("Snappy compresses any bytes", ex);
		}
		catch (LinkageError | SnappyError ex) {
			throw unusable(ex);
		}
	}

	/**
	 * Decompresses a block from a peer that is not to be trusted.
	 * @param block the compressed block
	 * @param sizeCheck is told the decompressed size, in bytes, before memory for it is
	 * taken; throws if that is too much
	 * @return the decompressed bytes
	 * @throws IOException if this is no complete and valid block
	 */
	static byte[] decompress(byte[] block, LongConsumer sizeCheck) throws IOException {
		try {
			// The size is unsigned, of 32 bits.
			sizeCheck.accept(Integer.toUnsignedLong(Snappy.uncompressedLength(block)));
			// Snappy's documentation warns that an invalid block can crash the JVM.
			if (!Snappy.isValidCompressedBuffer(block)) {
				throw new IOException("Invalid block");
			}
			return Snappy.uncompress(block);
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
