package io.dataflowmonitoring.proxy.exposition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.dataflowmonitoring.wire.ExpositionFormat;

/**
 * What one app contributes to a merged family: its own family, or those samples of it
 * that have one suffix.
 *
 * @param source where it comes from
 * @param family the app's family
 * @param name the name by which families are merged: that of text format 0.0.4
 * @param type what it is merged as; null if that is not known
 * @param reservesCreated whether the name of a {@code _created} sample is its own, since
 * it is written as it was read: among the samples of a text. In OpenMetrics the type
 * decides about that name.
 * @param suffix the suffix that its samples have; null if all samples of the family are
 * its own
 */
@SuppressWarnings("ArrayRecordComponent") // a constant, and nobody compares parts
record Part(Source source, Family family, MetricName name, @Nullable MetricType type, boolean reservesCreated,
		byte @Nullable [] suffix) {

	/**
	 * Returns the parts that an app's family has in the given format.
	 */
	static List<Part> of(Source source, Family family, ExpositionFormat format) {
		MetricType type = family.type();
		if (family.format() == format && format == ExpositionFormat.TEXT_0_0_4) {
			return List.of(new Part(source, family, family.name(), type, family.hasCreated(), null));
		}
		if (format == ExpositionFormat.OPENMETRICS_1_0_0 || type == null) {
			return List.of(new Part(source, family, family.nameInText(), type, false, null));
		}
		if (type != MetricType.GAUGEHISTOGRAM) {
			return List.of(new Part(source, family, family.nameInText(), type.inText(), false, null));
		}
		List<Part> parts = new ArrayList<>();
		for (byte[] suffix : type.suffixes(family.format())) {
			boolean isHistogram = parts.isEmpty();
			parts.add(new Part(source, family, isHistogram ? family.name() : family.name().plus(suffix),
					isHistogram ? type.inText() : MetricType.GAUGE, false, suffix));
		}
		return parts;
	}

	byte[] text() {
		return this.source.exposition().text();
	}

	Samples samples() {
		return this.source.exposition().samples();
	}

	int sampleCount() {
		return this.family.sampleCount();
	}

	/**
	 * Returns whether a sample of the app's family belongs to this part of it.
	 */
	boolean has(int sample) {
		byte[] suffix = this.suffix;
		if (suffix == null) {
			return true;
		}
		int start = suffixStart(sample);
		return Arrays.equals(text(), start, Math.min(start + suffix.length, samples().seriesEnd(sample)), suffix, 0,
				suffix.length);
	}

	/**
	 * Returns whether the name of a sample is that of the app's family.
	 */
	boolean isUnsuffixed(int sample) {
		int start = suffixStart(sample);
		return start == samples().seriesEnd(sample)
				|| !ExpositionScanner.is(ExpositionScanner.METRIC_NAME, text()[start]);
	}

	private int suffixStart(int sample) {
		return samples().start(sample) + this.family.name().length();
	}

}
