package io.dataflowmonitoring.wire;

import java.util.Objects;

/**
 * An exposition as it comes off the wire, or goes onto it: deciphered and decompressed,
 * but not read. Compared by identity of the bytes.
 *
 * @param bytes begins with the exposition; not copied, so nobody may change it as long as
 * somebody reads it
 * @param length how long the exposition is, in bytes. What follows in the array, which
 * may have been used before, is no part of it
 * @param format what the bytes are, as far as the sender says
 * @param travelledBytes how many bytes of payload carried it, compressed and enciphered
 */
@SuppressWarnings("ArrayRecordComponent") // up to megabytes, which nobody compares
public record WireExposition(byte[] bytes, int length, ExpositionFormat format, int travelledBytes) {

	/**
	 * Creates an exposition that is the first part of an array.
	 * @throws IndexOutOfBoundsException if the array is shorter than that
	 */
	public WireExposition {
		Objects.checkFromIndexSize(0, length, bytes.length);
	}

	/**
	 * Creates an exposition that has travelled, and is all of an array.
	 * @param bytes the exposition; not copied
	 * @param format what the bytes are
	 * @param travelledBytes how many bytes of payload carried it
	 */
	public WireExposition(byte[] bytes, ExpositionFormat format, int travelledBytes) {
		this(bytes, bytes.length, format, travelledBytes);
	}

	/**
	 * Creates an exposition that has not travelled, and is all of an array.
	 * @param bytes the exposition; not copied
	 * @param format what the bytes are
	 */
	public WireExposition(byte[] bytes, ExpositionFormat format) {
		this(bytes, format, 0);
	}

	/**
	 * Says how much this is, for logs.
	 */
	@Override
	public String toString() {
		return this.length + " bytes of " + this.format;
	}

}
