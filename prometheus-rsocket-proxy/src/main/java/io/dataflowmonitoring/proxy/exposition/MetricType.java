package io.dataflowmonitoring.proxy.exposition;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * What a TYPE line can say in text format 0.0.4.
 */
// The arrays stay within this package, which never changes them.
@SuppressWarnings("ImmutableEnumChecker")
enum MetricType {

	COUNTER, GAUGE, HISTOGRAM("_bucket", "_sum", "_count"), SUMMARY("_sum", "_count"), UNTYPED;

	/**
	 * The time at which a series began. In text format 0.0.4 it usually has a family of
	 * its own; where it stands among the samples of its histogram or summary, it belongs
	 * to that.
	 */
	static final byte[] CREATED_SUFFIX = ascii("_created");

	private static final MetricType[] VALUES = values();

	private final byte[] text = ascii(name().toLowerCase(Locale.ROOT));

	private final byte[][] suffixes;

	MetricType(String... suffixes) {
		this.suffixes = Arrays.stream(suffixes).map(MetricType::ascii).toArray(byte[][]::new);
	}

	/**
	 * Returns the bytes that stand for this type in a TYPE line.
	 */
	byte[] text() {
		return this.text;
	}

	/**
	 * Returns the suffixes that are reserved for the samples of a family of this type.
	 */
	byte[][] suffixes() {
		return this.suffixes;
	}

	/**
	 * Returns whether samples of a family of this type have suffixes.
	 */
	boolean hasSuffixes() {
		return this.suffixes.length > 0;
	}

	/**
	 * Returns the type that the bytes name, or {@code null}.
	 */
	static @Nullable MetricType of(byte[] bytes, int start, int end) {
		for (MetricType type : VALUES) {
			if (Arrays.equals(type.text, 0, type.text.length, bytes, start, end)) {
				return type;
			}
		}
		return null;
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

}
