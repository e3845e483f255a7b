package io.dataflowmonitoring.wire;

import java.io.IOException;

/**
 * The body of an answer or a push: the exposition, with what it is.
 */
final class ExpositionBody {

	private static final int NONE = 0;

	/**
	 * Format, compression and size.
	 */
	private static final int HEADER_SIZE = 6;

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
		int size = exposition.bytes().length;
		if (size > hello.maxExpositionBytes()) {
			throw oversized(size + " bytes", hello.maxExpositionBytes());
		}
		byte[] content = hello.snappy() ? Compression.compress(exposition.bytes()) : exposition.bytes();
		int bodySize = HEADER_SIZE + content.length;
		if (bodySize + Message.OVERHEAD > hello.maxAnswerBytes()) {
			throw oversized(size + " bytes, " + bodySize + " on the wire", hello.maxAnswerBytes());
		}
		return new FieldWriter(bodySize).uint8(exposition.format().code())
			.uint8(hello.snappy() ? Setup.SNAPPY : NONE)
			.uint32(size)
			.bytes(content)
			.toBytes();
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
		byte[] content = in.rest();
		byte[] bytes = switch (compression) {
			case NONE -> content;
			case Setup.SNAPPY -> decompress(in, content, size);
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

	private static byte[] decompress(FieldReader in, byte[] content, long size) {
		try {
			return Compression.decompress(content, (claimed) -> {
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
