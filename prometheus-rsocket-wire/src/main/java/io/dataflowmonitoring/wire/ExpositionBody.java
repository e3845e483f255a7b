package io.dataflowmonitoring.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.IntFunction;

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
		buffer.fill(exposition);
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
	 * @param body the body, from an app that is not to be trusted; in an array
	 * @param maxExpositionBytes the limit for the exposition, checked before memory for
	 * it is taken
	 * @param arrays gives an array of at least some size for the exposition
	 * @return the exposition
	 * @throws WireException if the body is malformed or the exposition too large
	 */
	static WireExposition decode(ByteBuffer body, int maxExpositionBytes, IntFunction<byte[]> arrays) {
		FieldReader in = new FieldReader("The app's message", body);
		int format = in.uint8();
		int compression = in.uint8();
		long size = in.uint32();
		if (size > maxExpositionBytes) {
			throw oversized(size + " bytes", maxExpositionBytes);
		}
		ExpositionFormat known = Formats.ofCodes(new byte[] { (byte) format })
			.stream()
			.findFirst()
			.orElseThrow(() -> in.malformed("is in the format " + format + ", which this proxy does not know"));
		byte[] bytes = switch (compression) {
			case NONE -> copy(in, body, (int) size, arrays);
			case Setup.SNAPPY -> decompress(in, body, (int) size, arrays);
			default -> throw in.malformed("is compressed in a way that this proxy did not choose");
		};
		return new WireExposition(bytes, (int) size, known, 0);
	}

	private static byte[] copy(FieldReader in, ByteBuffer body, int size, IntFunction<byte[]> arrays) {
		int offset = body.arrayOffset() + body.position() + HEADER_SIZE;
		int length = body.remaining() - HEADER_SIZE;
		if (length != size) {
			throw wrongSize(in, length, size);
		}
		byte[] bytes = arrays.apply(size);
		System.arraycopy(body.array(), offset, bytes, 0, size);
		return bytes;
	}

	/**
	 * Decompresses from where the content stands: it is not worth a copy.
	 */
	private static byte[] decompress(FieldReader in, ByteBuffer body, int size, IntFunction<byte[]> arrays) {
		int offset = body.arrayOffset() + body.position() + HEADER_SIZE;
		int length = body.remaining() - HEADER_SIZE;
		try {
			long decompressed = Compression.decompressedSize(body.array(), offset, length);
			if (decompressed != size) {
				throw wrongSize(in, decompressed, size);
			}
			return Compression.decompress(body.array(), offset, length, size, arrays);
		}
		catch (IOException ex) {
			throw in.malformed("does not decompress as Snappy");
		}
	}

	private static WireException wrongSize(FieldReader in, long size, long said) {
		return in.malformed("has " + size + " bytes of metrics and says that it has " + said);
	}

	private static WireException oversized(String size, long limit) {
		return new WireException(WireFailure.OVERSIZED, "The app's metrics are " + size + ", the limit is " + limit
				+ ": raise the proxy's limit or have the app register fewer meters");
	}

}
