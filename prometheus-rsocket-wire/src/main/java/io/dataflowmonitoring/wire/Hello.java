package io.dataflowmonitoring.wire;

import java.util.List;

/**
 * What a proxy answers to an app that can negotiate, as the metadata of its first frame.
 *
 * @param enciphered whether messages travel in the session envelope; if not, TLS
 * enciphers them
 * @param snappy whether expositions are to be compressed
 * @param formats what the proxy takes
 * @param maxAnswerBytes the proxy's limit for one message as it travels, in bytes
 * @param maxExpositionBytes the proxy's limit for one exposition, in bytes after
 * decompression
 */
record Hello(boolean enciphered, boolean snappy, List<ExpositionFormat> formats, long maxAnswerBytes,
		long maxExpositionBytes) {

	private static final int PLAIN = 0;

	private static final int SESSION = 1;

	private static final int NONE = 0;

	byte[] encode() {
		return new FieldWriter().uint8(Setup.VERSION)
			.uint8(this.enciphered ? SESSION : PLAIN)
			.uint8(this.snappy ? Setup.SNAPPY : NONE)
			.codes(Formats.codes(this.formats))
			.uint32(this.maxAnswerBytes)
			.uint32(this.maxExpositionBytes)
			.toBytes();
	}

	/**
	 * Reads what a proxy answered.
	 * @param bytes the metadata of the proxy's first frame
	 * @return what it says
	 * @throws WireException if it is malformed, or chooses what we did not offer
	 */
	static Hello decode(byte[] bytes) {
		FieldReader in = new FieldReader("The proxy's first frame", bytes);
		int version = in.uint8();
		if (version != Setup.VERSION) {
			throw in.malformed("chooses version " + version + " of the protocol, which this app does not speak");
		}
		int envelope = in.uint8();
		int compression = in.uint8();
		if (envelope > SESSION || compression > Setup.SNAPPY) {
			throw in.malformed("chooses an envelope or a compression that this app does not know");
		}
		List<ExpositionFormat> formats = Formats.ofCodes(in.codes(Formats.MAX));
		if (!formats.contains(ExpositionFormat.TEXT_0_0_4)) {
			throw in.malformed("names formats without " + ExpositionFormat.TEXT_0_0_4.contentType());
		}
		long maxAnswerBytes = in.uint32();
		long maxExpositionBytes = in.uint32();
		return new Hello(envelope == SESSION, compression == Setup.SNAPPY, formats, maxAnswerBytes, maxExpositionBytes);
	}

}
