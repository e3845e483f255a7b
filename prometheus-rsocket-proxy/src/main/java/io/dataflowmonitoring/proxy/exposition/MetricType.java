package io.dataflowmonitoring.proxy.exposition;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import io.dataflowmonitoring.wire.ExpositionFormat;

/**
 * What a TYPE line can say, in text format 0.0.4 or in OpenMetrics.
 */
// The arrays stay within this package, which never changes them.
@SuppressWarnings("ImmutableEnumChecker")
enum MetricType {

	COUNTER("_total"), GAUGE, HISTOGRAM("_bucket", "_sum", "_count"), SUMMARY("_sum", "_count"),

	/** Called unknown in OpenMetrics. */
	UNTYPED,

	/** In OpenMetrics only, as the following ones. */
	INFO("_info"), STATESET, GAUGEHISTOGRAM("_bucket", "_gcount", "_gsum");

	/** What a counter's samples end in, always in OpenMetrics and usually in text. */
	static final byte[] TOTAL_SUFFIX = ascii("_total");

	/** What an info's samples end in. */
	static final byte[] INFO_SUFFIX = ascii("_info");

	/**
	 * The time at which a series began. In text format 0.0.4 it usually has a family of
	 * its own; where it stands among the samples of its histogram or summary, it belongs
	 * to that. In OpenMetrics it stands among the samples of its counter, histogram or
	 * summary.
	 */
	static final byte[] CREATED_SUFFIX = ascii("_created");

	private static final byte[] UNKNOWN = ascii("unknown");

	private static final byte[][] NO_SUFFIXES = {};

	private static final MetricType[] VALUES = values();

	private final byte[] text = ascii(name().toLowerCase(Locale.ROOT));

	private final byte[][] suffixes;

	MetricType(String... suffixes) {
		this.suffixes = Arrays.stream(suffixes).map(MetricType::ascii).toArray(byte[][]::new);
	}

	/**
	 * Returns the bytes that stand for this type in a TYPE line.
	 */
	byte[] text(ExpositionFormat format) {
		return (this == UNTYPED && isOpenMetrics(format)) ? UNKNOWN : this.text;
	}

	/**
	 * Returns the suffixes that are reserved for the samples of a family of this type,
	 * without {@link #CREATED_SUFFIX}.
	 */
	byte[][] suffixes(ExpositionFormat format) {
		return (this == COUNTER && !isOpenMetrics(format)) ? NO_SUFFIXES : this.suffixes;
	}

	/**
	 * Returns whether the time at which a series began can stand among the samples of a
	 * family of this type.
	 */
	boolean hasCreated(ExpositionFormat format) {
		return this == HISTOGRAM || this == SUMMARY || (this == COUNTER && isOpenMetrics(format));
	}

	/**
	 * Returns whether samples of this type can have exemplars: in OpenMetrics 1.0,
	 * counters' own and buckets.
	 */
	boolean hasExemplars() {
		return this == COUNTER || this == HISTOGRAM || this == GAUGEHISTOGRAM;
	}

	/**
	 * Returns whether a sample can have the name of its family, without any suffix. In
	 * text format 0.0.4, {@code promtool} accepts that for every type.
	 */
	boolean hasUnsuffixed(ExpositionFormat format) {
		return !isOpenMetrics(format) || this == SUMMARY || this.suffixes.length == 0;
	}

	/**
	 * Returns whether samples of this type are written as a gauge's in text format 0.0.4,
	 * so that a gauge of another app is the same family.
	 */
	boolean isLikeGauge() {
		return this == GAUGE || this == INFO || this == STATESET;
	}

	/**
	 * Returns the type that stands for this one in text format 0.0.4. A histogram of
	 * gauges leaves its count and its sum to families of their own there (client_java
	 * writes it so, too).
	 */
	MetricType inText() {
		return switch (this) {
			case INFO, STATESET -> GAUGE;
			case GAUGEHISTOGRAM -> HISTOGRAM;
			default -> this;
		};
	}

	/**
	 * Returns the type that the bytes name, or {@code null}.
	 */
	static @Nullable MetricType of(ExpositionFormat format, byte[] bytes, int start, int end) {
		for (MetricType type : VALUES) {
			byte[] text = type.text(format);
			if (Arrays.equals(text, 0, text.length, bytes, start, end)) {
				return (isOpenMetrics(format) || type.inText() == type) ? type : null;
			}
		}
		return null;
	}

	private static boolean isOpenMetrics(ExpositionFormat format) {
		return format == ExpositionFormat.OPENMETRICS_1_0_0;
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

}
