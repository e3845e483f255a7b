package io.dataflowmonitoring.proxy.exposition;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.dataflowmonitoring.proxy.exposition.MergeReport.DuplicateSeries;
import io.dataflowmonitoring.proxy.exposition.MergeReport.RejectedFamily;
import io.dataflowmonitoring.proxy.exposition.MergedFamily.Part;
import io.dataflowmonitoring.wire.ExpositionFormat;

/**
 * Many expositions as one, in text format 0.0.4. Families come in the order of their
 * first appearance, each under one HELP and one TYPE: the first that an app gives. A
 * family whose type differs from an earlier app's is left out, and so is a sample of a
 * series that an earlier app has given. The text is written piece by piece and never
 * exists as a whole. To be used once, by one thread at a time.
 */
public final class MergedExposition {

	private static final byte[] HELP = "# HELP ".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] TYPE = "# TYPE ".getBytes(StandardCharsets.US_ASCII);

	private final List<MergedFamily> families = new ArrayList<>();

	/** The names that the families' samples have or may have. */
	private final Map<MetricName, MergedFamily> familiesByName = new HashMap<>();

	private final SeriesSet series = new SeriesSet();

	private final List<RejectedFamily> rejectedFamilies = new ArrayList<>();

	private final Set<List<String>> duplicateApps = new HashSet<>();

	private final List<DuplicateSeries> duplicates = new ArrayList<>();

	private int nextFamily;

	private int nextPart;

	private long samples;

	private long bytes;

	private long droppedSamples;

	/**
	 * Lays out the merged exposition.
	 * @param sources the expositions; where they contradict each other, the first one
	 * wins
	 * @param format the format to write
	 * @throws IllegalArgumentException if that is one that cannot be merged: protocol
	 * buffers
	 */
	public MergedExposition(List<Source> sources, ExpositionFormat format) {
		if (format != ExpositionFormat.TEXT_0_0_4) {
			throw new IllegalArgumentException(format + " cannot be merged");
		}
		for (Source source : sources) {
			for (Family family : source.exposition().families()) {
				if (family.sampleCount() > 0) {
					add(source, family);
				}
			}
		}
	}

	/**
	 * Writes the next piece of the text: whole samples.
	 * @param out where to write
	 * @param enough the number of bytes after which the piece may end; it is at most the
	 * length of one app's family longer
	 * @return whether there is more to write
	 * @throws IOException if writing fails
	 */
	public boolean writeNext(OutputStream out, int enough) throws IOException {
		long end = this.bytes + enough;
		while (this.nextFamily < this.families.size()) {
			if (this.bytes >= end) {
				return true;
			}
			MergedFamily family = this.families.get(this.nextFamily);
			if (this.nextPart == 0) {
				this.series.clear(family.sampleCount());
				writeHeader(family, out);
			}
			writeSamples(family, this.nextPart, out);
			this.nextPart++;
			if (this.nextPart == family.parts().size()) {
				this.nextPart = 0;
				this.nextFamily++;
			}
		}
		return false;
	}

	/**
	 * Returns what came of the merge, as far as it has been written.
	 * @return the report
	 */
	public MergeReport report() {
		return new MergeReport(this.samples, this.bytes, List.copyOf(this.rejectedFamilies), this.droppedSamples,
				List.copyOf(this.duplicates));
	}

	private void add(Source source, Family family) {
		MergedFamily merged = this.familiesByName.get(family.name());
		boolean isNew = (merged == null);
		if (merged == null) {
			merged = new MergedFamily(source, family.name());
		}
		else if (!merged.name().equals(family.name()) || !merged.isCompatibleWith(family)) {
			reject(source, family, merged);
			return;
		}
		if (isNew || merged.isWidenedBy(family)) {
			List<MetricName> names = sampleNames(family);
			MergedFamily other = otherOwner(names, merged);
			if (other != null) {
				reject(source, family, other);
				return;
			}
			for (MetricName name : names) {
				this.familiesByName.put(name, merged);
			}
		}
		if (isNew) {
			this.families.add(merged);
		}
		merged.add(source, family);
	}

	private @Nullable MergedFamily otherOwner(List<MetricName> names, MergedFamily owner) {
		for (MetricName name : names) {
			MergedFamily other = this.familiesByName.get(name);
			if (other != null && other != owner) {
				return other;
			}
		}
		return null;
	}

	private static List<MetricName> sampleNames(Family family) {
		List<MetricName> names = new ArrayList<>();
		names.add(family.name());
		MetricType type = family.type();
		if (type != null) {
			for (byte[] suffix : type.suffixes()) {
				names.add(family.name().plus(suffix));
			}
		}
		if (family.hasCreated()) {
			names.add(family.name().plus(MetricType.CREATED_SUFFIX));
		}
		return names;
	}

	private void reject(Source source, Family family, MergedFamily kept) {
		this.rejectedFamilies
			.add(new RejectedFamily(source.app(), family.name().toString(), MergedFamily.describe(family.type()),
					kept.firstApp(), kept.name().toString(), MergedFamily.describe(kept.type())));
	}

	private void writeHeader(MergedFamily family, OutputStream out) throws IOException {
		Part help = family.help();
		if (help != null) {
			write(out, HELP);
			write(out, family.name());
			write(out, ' ');
			write(out, help.text(), help.family().helpStart(), help.family().helpEnd());
			write(out, '\n');
		}
		MetricType type = family.type();
		if (type != null) {
			write(out, TYPE);
			write(out, family.name());
			write(out, ' ');
			write(out, type.text());
			write(out, '\n');
		}
	}

	private void writeSamples(MergedFamily family, int partNumber, OutputStream out) throws IOException {
		Part part = family.parts().get(partNumber);
		Samples samples = part.samples();
		int first = part.family().firstSample();
		int end = first + part.family().sampleCount();
		// Lines that stand together are written together.
		int runStart = 0;
		int runEnd = 0;
		for (int sample = first; sample < end; sample++) {
			int owner = this.series.add(family.parts(), partNumber, sample);
			if (owner != SeriesSet.NEW) {
				drop(family, part, family.parts().get(owner));
				continue;
			}
			this.samples++;
			if (samples.start(sample) != runEnd) {
				write(out, part.text(), runStart, runEnd);
				runStart = samples.start(sample);
			}
			runEnd = samples.end(sample);
		}
		write(out, part.text(), runStart, runEnd);
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

	private void write(OutputStream out, MetricName name) throws IOException {
		write(out, name.bytes(), name.start(), name.start() + name.length());
	}

	private void write(OutputStream out, byte[] text) throws IOException {
		write(out, text, 0, text.length);
	}

	private void write(OutputStream out, char character) throws IOException {
		out.write(character);
		this.bytes++;
	}

	private void write(OutputStream out, byte[] text, int start, int end) throws IOException {
		out.write(text, start, end - start);
		this.bytes += end - start;
	}

}
