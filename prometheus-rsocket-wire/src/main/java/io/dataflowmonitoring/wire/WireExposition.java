package io.dataflowmonitoring.wire;

/**
 * An exposition as it comes off the wire, or goes onto it: deciphered and decompressed,
 * but not read. Compared by identity of the bytes.
 *
 * @param bytes the exposition; not copied, so nobody may change it
 * @param format what the bytes are, as far as the sender says
 * @param travelledBytes how many bytes of payload carried it, compressed and enciphered
 */
@SuppressWarnings("ArrayRecordComponent") // up to megabytes, which nobody compares
public record WireExposition(byte[] bytes, ExpositionFormat format, int travelledBytes) {

	/**
	 * Creates an exposition that has not travelled.
	 * @param bytes the exposition; not copied, so nobody may change it
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
		return this.bytes.length + " bytes of " + this.format;
	}

}
