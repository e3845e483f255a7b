package io.dataflowmonitoring.wire;

/**
 * An exposition as it comes off the wire, or goes onto it: deciphered and decompressed,
 * but not read. Compared by identity of the bytes.
 *
 * @param bytes the exposition; not copied, so nobody may change it
 * @param format what the bytes are, as far as the sender says
 */
@SuppressWarnings("ArrayRecordComponent") // up to megabytes, which nobody compares
public record WireExposition(byte[] bytes, ExpositionFormat format) {

	/**
	 * Says how much this is, for logs.
	 */
	@Override
	public String toString() {
		return this.bytes.length + " bytes of " + this.format;
	}

}
