package io.dataflowmonitoring.wire;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Lists of formats as they travel: by their codes, in the order of preference.
 */
final class Formats {

	/**
	 * Leaves room for formats to come.
	 */
	static final int MAX = 16;

	private Formats() {
	}

	static byte[] codes(Collection<ExpositionFormat> formats) {
		byte[] codes = new byte[formats.size()];
		int i = 0;
		for (ExpositionFormat format : formats) {
			codes[i++] = (byte) format.code();
		}
		return codes;
	}

	/**
	 * Writes the body of a request for metrics.
	 */
	static byte[] request(List<ExpositionFormat> accepted) {
		return new FieldWriter().codes(codes(accepted)).toBytes();
	}

	/**
	 * Reads the body of a request for metrics.
	 * @param body the body
	 * @return the formats that the proxy accepts and that we know, in its order
	 * @throws WireException if it is malformed
	 */
	static List<ExpositionFormat> ofRequest(byte[] body) {
		return ofCodes(new FieldReader("The proxy's request", body).codes(MAX));
	}

	/**
	 * Returns the formats behind codes, without those that we do not know.
	 */
	static List<ExpositionFormat> ofCodes(byte[] codes) {
		List<ExpositionFormat> formats = new ArrayList<>();
		for (byte code : codes) {
			for (ExpositionFormat format : ExpositionFormat.values()) {
				if (format.code() == code && !formats.contains(format)) {
					formats.add(format);
				}
			}
		}
		return formats;
	}

}
