package io.dataflowmonitoring.proxy.exposition;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.dataflowmonitoring.proxy.exposition.MergeReport.DuplicateSeries;
import io.dataflowmonitoring.wire.ExpositionFormat;

/**
 * Many expositions as one, in text format 0.0.4 or OpenMetrics 1.0, whatever format each
 * of them is in. Families come in the order of their first appearance, each under one
 * header: the TYPE that most apps give, and the first HELP and UNIT. A family of another
 * type is left out, and so is a sample of a series that an earlier app has given. The
 * exposition is written piece by piece and never exists as a whole. To be used once, by
 * one thread at a time.
 * <p>
 * In OpenMetrics, exemplars stay with their counters and buckets; other samples' ones are
 * left out, since OpenMetrics 1.0 has none. OpenMetrics as text lacks exemplars, units
 * and creation times; infos and statesets are gauges there, and a histogram of gauges
 * leaves its count and sum to gauges of their own. Text as OpenMetrics lacks creation
 * times that have a family of their own; a counter whose name does not end in
 * {@code _total} is of unknown type there.
 */
public final class MergedExposition {

	private static final byte[] HELP = ascii("# HELP ");

	private static final byte[] TYPE = ascii("# TYPE ");

	private static final byte[] UNIT = ascii("# UNIT ");

	private static final byte[] EOF = ascii("# EOF\n");

	private final ExpositionFormat format;

	private final ExpositionWriter writer = new ExpositionWriter();

	private final FormatConverter converter;

	private final MergedFamilies families;

	private final Overlaps overlaps = new Overlaps();

	private final SeriesSet series = new SeriesSet();

	private final Set<List<String>> duplicateApps = new HashSet<>();

	private final List<DuplicateSeries> duplicates = new ArrayList<>();

	private int nextFamily;

	private int nextPart;

	/** Whether a header goes before the next sample. */
	private boolean headerDue;

	private boolean ended;

	private long samples;

	private long droppedSamples;

	/**
	 * Lays out the merged exposition.
	 * @param sources the expositions; where as many contradict each other, the first one
	 * wins
	 * @param format the format to write
	 * @throws IllegalArgumentException if that is one that cannot be merged: protocol
	 * buffers
	 */
	public MergedExposition(List<Source> sources, ExpositionFormat format) {
		if (format == ExpositionFormat.PROTOBUF) {
			throw new IllegalArgumentException("Protocol buffers cannot be merged");
		}
		this.format = format;
		this.converter = new FormatConverter(format, this.writer);
		this.families = new MergedFamilies(sources, format);
	}

	/**
	 * Returns the format that is written.
	 * @return the format
	 */
	public ExpositionFormat format() {
		return this.format;
	}

	/**
	 * Writes the next piece of the exposition: whole lines. Only the last piece ends an
	 * exposition in OpenMetrics, so that no part of it can be taken for the whole.
	 * @param out where to write
	 * @param enough the number of bytes after which the piece may end; it is at most the
	 * length of one app's family longer
	 * @return whether there is more to write
	 * @throws IOException if writing fails
	 */
	public boolean writeNext(OutputStream out, int enough) throws IOException {
		this.writer.to(out);
		long end = this.writer.bytes() + enough;
		List<MergedFamily> families = this.families.families();
		while (this.nextFamily < families.size()) {
			if (this.writer.bytes() >= end) {
				return true;
			}
			MergedFamily family = families.get(this.nextFamily);
			if (this.nextPart == 0) {
				this.overlaps.of(family.parts());
				this.series.clear(this.overlaps.samples());
				this.headerDue = true;
			}
			writePart(family, this.nextPart);
			this.nextPart++;
			if (this.nextPart == family.parts().size()) {
				this.nextPart = 0;
				this.nextFamily++;
			}
		}
		if (isOpenMetrics() && !this.ended) {
			this.writer.write(EOF);
		}
		this.ended = true;
		return false;
	}

	/**
	 * Returns what came of the merge, as far as it has been written.
	 * @return the report
	 */
	public MergeReport report() {
		return new MergeReport(this.samples, this.writer.bytes(), List.copyOf(this.families.rejected()),
				this.droppedSamples, List.copyOf(this.duplicates));
	}

	private void writeHeaderIfDue(MergedFamily family) throws IOException {
		if (!this.headerDue) {
			return;
		}
		this.headerDue = false;
		if (isOpenMetrics()) {
			writeType(family);
			writeUnit(family);
			writeHelp(family);
		}
		else {
			writeHelp(family);
			writeType(family);
		}
	}

	private void writeHelp(MergedFamily family) throws IOException {
		Part part = family.help();
		if (part == null) {
			return;
		}
		beginHeader(HELP, family);
		int start = part.family().helpStart(part.samples());
		int end = part.family().helpEnd(part.samples());
		if (isOfOtherFormat(part)) {
			this.converter.writeHelp(part.text(), start, end);
		}
		else {
			this.writer.write(part.text(), start, end);
		}
		this.writer.write('\n');
	}

	private void writeType(MergedFamily family) throws IOException {
		MetricType type = family.type();
		if (type != null) {
			beginHeader(TYPE, family);
			this.writer.write(type.text(this.format));
			this.writer.write('\n');
		}
	}

	private void writeUnit(MergedFamily family) throws IOException {
		MetricName unit = family.unit();
		if (unit != null && family.headerName().endsWithUnit(unit)) {
			beginHeader(UNIT, family);
			this.writer.write(unit);
			this.writer.write('\n');
		}
	}

	private void beginHeader(byte[] keyword, MergedFamily family) throws IOException {
		this.writer.write(keyword);
		this.writer.write(family.headerName());
		this.writer.write(' ');
	}

	private void writePart(MergedFamily family, int partNumber) throws IOException {
		Part part = family.parts().get(partNumber);
		Family own = part.family();
		boolean overlapping = this.overlaps.isPossibleFor(partNumber);
		boolean selective = isSelective(family, part);
		int converted = this.converter.converted(own.format(), family.type());
		if (!part.samples().isAnySpecial(converted, own.firstSample(), own.sampleCount())) {
			converted = 0;
		}
		if (overlapping || selective || converted != 0 || !own.isUnbroken()) {
			writeSamples(family, partNumber, overlapping, selective, converted);
		}
		else {
			writeWhole(family, part);
		}
	}

	private void writeWhole(MergedFamily family, Part part) throws IOException {
		writeHeaderIfDue(family);
		int first = part.family().firstSample();
		int count = part.family().sampleCount();
		this.writer.write(part.text(), part.samples().start(first), part.samples().end(first + count - 1));
		this.samples += count;
	}

	private void writeSamples(MergedFamily family, int partNumber, boolean overlapping, boolean selective,
			int converted) throws IOException {
		Part part = family.parts().get(partNumber);
		Samples samples = part.samples();
		int first = part.family().firstSample();
		int end = first + part.family().sampleCount();
		// Lines that stand together are written together.
		int runStart = 0;
		int runEnd = 0;
		for (int sample = first; sample < end; sample++) {
			if (selective && !isWritten(family, part, sample)) {
				continue;
			}
			int owner = overlapping ? this.series.add(family.parts(), partNumber, sample) : SeriesSet.NEW;
			if (owner != SeriesSet.NEW) {
				drop(family, part, family.parts().get(owner));
				continue;
			}
			writeHeaderIfDue(family);
			this.samples++;
			int special = samples.special(sample) & converted;
			boolean copied = special == 0 || special == Samples.TRAILING_COMMA;
			if (samples.start(sample) != runEnd || !copied) {
				this.writer.write(part.text(), runStart, runEnd);
				runStart = samples.start(sample);
			}
			if (copied) {
				runEnd = samples.end(sample);
				if (special != 0) {
					int comma = samples.seriesEnd(sample) - ",}".length();
					this.writer.write(part.text(), runStart, comma);
					runStart = comma + 1;
				}
			}
			else {
				this.converter.writeSample(part.text(), samples, sample, part.family().format());
				runStart = 0;
				runEnd = 0;
			}
		}
		this.writer.write(part.text(), runStart, runEnd);
	}

	/**
	 * Returns whether some samples of a part may have to be left out.
	 */
	private boolean isSelective(MergedFamily family, Part part) {
		return part.suffix() != null || (part.family().hasCreated() && !hasCreated(family, part))
				|| (part.family().hasUnsuffixed() && !hasUnsuffixed(family));
	}

	private boolean isWritten(MergedFamily family, Part part, int sample) {
		boolean isCreated = (part.samples().special(sample) & Samples.CREATED) != 0;
		return part.has(sample) && (!isCreated || hasCreated(family, part))
				&& (hasUnsuffixed(family) || !part.isUnsuffixed(sample));
	}

	private boolean hasCreated(MergedFamily family, Part part) {
		MetricType type = family.type();
		return !(isOfOtherFormat(part) && !isOpenMetrics()) && type != null && type.hasCreated(this.format);
	}

	/**
	 * Returns whether a merged family has samples with its own name. {@code promtool}
	 * lets a histogram have them, OpenMetrics does not.
	 */
	private boolean hasUnsuffixed(MergedFamily family) {
		MetricType type = family.type();
		return (type != MetricType.HISTOGRAM && type != MetricType.GAUGEHISTOGRAM) || !isOpenMetrics();
	}

	private void drop(MergedFamily family, Part part, Part kept) {
		this.droppedSamples++;
		if (this.duplicates.size() == MergeReport.MAX_DUPLICATES) {
			return;
		}
		String app = part.source().app();
		String keptApp = kept.source().app();
		if (this.duplicateApps.add(List.of(app, keptApp))) {
			this.duplicates.add(new DuplicateSeries(app, keptApp, family.name().toString()));
		}
	}

	private boolean isOfOtherFormat(Part part) {
		return part.family().format() != this.format;
	}

	private boolean isOpenMetrics() {
		return this.format == ExpositionFormat.OPENMETRICS_1_0_0;
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

}
