package io.dataflowmonitoring.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/**
 * Takes an exposition as it is written, and compresses it piece by piece, so that the
 * whole of it is never in memory, and used again and again, so that an app that is pulled
 * takes next to no memory for that. Snappy compresses pieces of 64 KB independently of
 * one another in any case: what comes out is one block, the same as if the whole had been
 * compressed at once. Not thread-safe.
 */
final class ExpositionBuffer extends OutputStream {

	/**
	 * What Snappy itself takes a block apart into. In bytes.
	 */
	private static final int PIECE_SIZE = 65_536;

	/**
	 * A block begins with the size of what was compressed: 7 bits a byte, the lowest ones
	 * first.
	 */
	private static final int MAX_PREAMBLE_SIZE = 5;

	private static final int START = ExpositionBody.HEADER_SIZE + MAX_PREAMBLE_SIZE;

	private static final int FIRST_SIZE = 8192;

	private final boolean snappy;

	private byte[] piece = {};

	private int pieceSize;

	private byte[] bytes = new byte[FIRST_SIZE];

	private int start = START;

	private int end = START;

	private long size;

	private long maxSize;

	/**
	 * Creates a buffer.
	 * @param snappy whether to compress; if not, the whole exposition is kept
	 */
	ExpositionBuffer(boolean snappy) {
		this.snappy = snappy;
	}

	/**
	 * Has a source write all its metrics in here, in the place of those from before.
	 * @param source the source
	 * @param format the format
	 * @param maxSize how many bytes are worth keeping; if there are more, they are
	 * counted only
	 * @throws IOException if the source fails
	 */
	void fill(ExpositionSource source, ExpositionFormat format, long maxSize) throws IOException {
		begin(maxSize);
		try {
			source.writeTo(this, format.contentType());
		}
		catch (LinkageError ex) {
			// A gauge's class is missing, as happens while an app shuts down. Reactor
			// takes that for the end of the JVM and would leave the peer without an
			// answer.
			throw new IllegalStateException("The metrics could not be written: " + ex, ex);
		}
		finish();
	}

	/**
	 * Takes an exposition that was written before.
	 * @param exposition the exposition
	 */
	void fill(WireExposition exposition) {
		begin(exposition.length());
		write(exposition.bytes(), 0, exposition.length());
		finish();
	}

	private void begin(long maxSize) {
		this.maxSize = maxSize;
		this.size = 0;
		this.pieceSize = 0;
		this.start = START;
		this.end = START;
	}

	boolean isSnappy() {
		return this.snappy;
	}

	@Override
	public void write(int value) {
		write(new byte[] { (byte) value }, 0, 1);
	}

	@Override
	public void write(byte[] source, int offset, int length) {
		Objects.checkFromIndexSize(offset, length, source.length);
		this.size += length;
		if (this.size > this.maxSize) {
			return;
		}
		if (!this.snappy) {
			reserve(length);
			System.arraycopy(source, offset, this.bytes, this.end, length);
			this.end += length;
			return;
		}
		int from = offset;
		for (int left = length; left > 0;) {
			int count = Math.min(left, pieceCapacity(left) - this.pieceSize);
			System.arraycopy(source, from, this.piece, this.pieceSize, count);
			this.pieceSize += count;
			from += count;
			left -= count;
			if (this.pieceSize == PIECE_SIZE) {
				compressPiece();
			}
		}
	}

	private void finish() {
		if (this.snappy && this.size <= this.maxSize) {
			if (this.pieceSize > 0) {
				compressPiece();
			}
			writePreamble();
		}
	}

	/**
	 * Returns the size of the exposition, before compression.
	 */
	long size() {
		return this.size;
	}

	/**
	 * Puts bytes before those that there are.
	 * @param prefix not more than {@value ExpositionBody#HEADER_SIZE} bytes in all
	 */
	void prepend(byte[] prefix) {
		this.start -= prefix.length;
		System.arraycopy(prefix, 0, this.bytes, this.start, prefix.length);
	}

	/**
	 * Returns what has the exposition in it, compressed, until the next one comes.
	 */
	byte[] array() {
		return this.bytes;
	}

	byte[] toBytes() {
		return Arrays.copyOfRange(this.bytes, this.start, this.end);
	}

	int offset() {
		return this.start;
	}

	int length() {
		return this.end - this.start;
	}

	private int pieceCapacity(int more) {
		int needed = Math.min(PIECE_SIZE, this.pieceSize + more);
		if (needed > this.piece.length) {
			this.piece = Arrays.copyOf(this.piece, Math.min(PIECE_SIZE, Math.max(FIRST_SIZE, needed * 2)));
		}
		return this.piece.length;
	}

	/**
	 * Compresses the piece to where the block ends, without its own preamble: that goes
	 * over the last bytes there are, which come back afterwards.
	 */
	private void compressPiece() {
		int preambleSize = preambleSize(this.pieceSize);
		reserve(Compression.maxSize(this.pieceSize));
		int from = this.end - preambleSize;
		byte[] before = Arrays.copyOfRange(this.bytes, from, this.end);
		this.end = from + Compression.compress(this.piece, this.pieceSize, this.bytes, from);
		System.arraycopy(before, 0, this.bytes, from, preambleSize);
		this.pieceSize = 0;
	}

	private void writePreamble() {
		this.start -= preambleSize(this.size);
		int at = this.start;
		long rest = this.size;
		for (; rest > 0x7f; rest >>>= 7) {
			this.bytes[at++] = (byte) (rest | 0x80);
		}
		this.bytes[at] = (byte) rest;
	}

	private void reserve(int more) {
		int needed = Math.addExact(this.end, more);
		if (needed > this.bytes.length) {
			int doubled = (int) Math.min(Integer.MAX_VALUE - 8, 2L * this.bytes.length);
			this.bytes = Arrays.copyOf(this.bytes, Math.max(needed, doubled));
		}
	}

	private static int preambleSize(long size) {
		int count = 1;
		for (long rest = size; rest > 0x7f; rest >>>= 7) {
			count++;
		}
		return count;
	}

}
