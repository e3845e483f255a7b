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
