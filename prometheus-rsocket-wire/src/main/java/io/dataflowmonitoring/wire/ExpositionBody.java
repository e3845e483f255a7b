package io.dataflowmonitoring.wire;

import java.io.IOException;
import java.util.Arrays;

/**
 * The body of an answer or a push: the exposition, with what it is.
 */
final class ExpositionBody {

	private static final int NONE = 0;

	/**
	 * Format, compression and size.
	 */
	static final int HEADER_SIZE = 6;

	private ExpositionBody() {
	}

	/**
	 * Writes a body.
	 * @param exposition the exposition
	 * @param hello what the proxy wants and allows
	 * @return the body
	 * @throws WireException if it is larger than the proxy allows
	 */
	static byte[] encode(WireExposition exposition, Hello hello) {
		ExpositionBuffer buffer = new ExpositionBuffer(hello.snappy());
		buffer.fill(exposition.bytes());
		encode(buffer, exposition.format(), hello);
		return buffer.toBytes();
	}

	/**
	 * Makes a body of an exposition that a buffer has, in that buffer.
	 * @param buffer the buffer, which compresses as the hello says
	 * @param format what the exposition is
	 * @param hello what the proxy wants and allows
	 * @throws WireException if it is larger than the proxy allows
	 */
	static void encode(ExpositionBuffer buffer, ExpositionFormat format, Hello hello) {
		long size = buffer.size();
		if (size > hello.maxExpositionBytes()) {
			throw oversized(size + " bytes", hello.maxExpositionBytes());
		}
		int bodySize = HEADER_SIZE + buffer.length();
		if (bodySize + Message.OVERHEAD > hello.maxAnswerBytes()) {
			throw oversized(size + " bytes, " + bodySize + " on the wire", hello.maxAnswerBytes());
		}
		buffer.prepend(new FieldWriter(HEADER_SIZE).uint8(format.code())
			.uint8(hello.snappy() ? Setup.SNAPPY : NONE)
			.uint32(size)
			.toBytes());
	}

	/**
	 * Reads a body.
	 * @param body the body, from an app that is not to be trusted
	 * @param maxExpositionBytes the limit for the exposition, checked before memory for
	 * it is taken
	 * @return the exposition
	 * @throws WireException if the body is malformed or the exposition too large
	 */
	static WireExposition decode(byte[] body, int maxExpositionBytes) {
		FieldReader in = new FieldReader("The app's message", body);
		int format = in.uint8();
		int compression = in.uint8();
		long size = in.uint32();
		if (size > maxExpositionBytes) {
			throw oversized(size + " bytes", maxExpositionBytes);
		}
		byte[] bytes = switch (compression) {
			case NONE -> Arrays.copyOfRange(body, HEADER_SIZE, body.length);
			case Setup.SNAPPY -> decompress(in, body, size);
			default -> throw in.malformed("is compressed in a way that this proxy did not choose");
		};
		if (bytes.length != size) {
			throw in.malformed("has " + bytes.length + " bytes of metrics and says that it has " + size);
		}
		return Formats.ofCodes(new byte[] { (byte) format })
			.stream()
			.findFirst()
			.map((known) -> new WireExposition(bytes, known))
			.orElseThrow(() -> in.malformed("is in the format " + format + ", which this proxy does not know"));
	}

	/**
	 * Decompresses from where the content stands: it is not worth a copy.
	 */
	private static byte[] decompress(FieldReader in, byte[] body, long size) {
		try {
			return Compression.decompress(body, HEADER_SIZE, body.length - HEADER_SIZE, (claimed) -> {
				if (claimed != size) {
					throw in.malformed("decompresses to " + claimed + " bytes and says that it has " + size);
				}
			});
		}
		catch (IOException ex) {
			throw in.malformed("does not decompress as Snappy");
		}
	}

	private static WireException oversized(String size, long limit) {
		return new WireException(WireFailure.OVERSIZED, "The app's metrics are " + size + ", the limit is " + limit
				+ ": raise the proxy's limit or have the app register fewer meters");
	}

}
