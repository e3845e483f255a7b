package io.dataflowmonitoring.proxy.exposition;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.dataflowmonitoring.wire.ExpositionFormat;

/**
 * What the parsers of both formats have in common: families, samples and labels. They
 * read an exposition in one pass over its bytes, making no object per sample.
 */
abstract class ExpositionParser extends ExpositionScanner {

	private static final byte[] METRIC_NAME_LABEL = "__name__".getBytes(StandardCharsets.US_ASCII);

	private static final int METRIC_NAME_LABEL_HASH = Arrays.hashCode(METRIC_NAME_LABEL);

	/** Those that types reserve for samples of their families. */
	private static final byte[][] SUFFIXES = Arrays
		.stream(new String[] { "_total", "_bucket", "_sum", "_count", "_info", "_gcount", "_gsum" })
		.map((suffix) -> suffix.getBytes(StandardCharsets.US_ASCII))
		.toArray(byte[][]::new);

	final SamplesBuilder samples;

	@Nullable Family family;

	private final ExpositionFormat format;

	private final ExpositionLimits limits;

	private final IdentityLearner identity;

	private final List<Family> families = new ArrayList<>();

	private final Map<MetricName, Family> familiesByName = new HashMap<>();

	private final LabelList labels;

	private int mostLabels;

	private int longestLabelName;

	private int longestLabelValue;

	private Extent exemplars = Extent.NONE;

	ExpositionParser(byte[] text, int length, ExpositionFormat format, ExpositionLimits limits) {
		super(text, length);
		this.format = format;
		this.limits = limits;
		this.identity = new IdentityLearner(text);
		this.labels = new LabelList(text);
		this.samples = new SamplesBuilder(text, length);
	}

	static ExpositionParser of(byte[] text, int length, ExpositionFormat format, ExpositionLimits limits) {
		return switch (format) {
			case TEXT_0_0_4 -> new TextParser(text, length, limits);
			case OPENMETRICS_1_0_0 -> new OpenMetricsParser(text, length, limits);
			case PROTOBUF -> throw new IllegalArgumentException("Protocol buffers are passed through, not parsed");
		};
	}

	/**
	 * Reads the whole exposition.
	 */
	abstract Exposition parse();

	final Exposition result() {
		endFamily();
		Samples samples = this.samples.build();
		DistinctHashes hashes = new DistinctHashes();
		this.families.forEach((family) -> family.end(samples, hashes));
		return new Exposition(this.text, this.length, this.format, this.families, samples, this.identity.identity(),
				extent().max(this.exemplars));
	}

	/**
	 * Returns how large the exposition is, without exemplars, which come and go.
	 */
	final Extent extent() {
		return new Extent(this.samples.size(), this.mostLabels, this.longestLabelName, this.longestLabelValue);
	}

	private void labelExtent(Extent extent) {
		this.mostLabels = extent.labels();
		this.longestLabelName = extent.labelNameLength();
		this.longestLabelValue = extent.labelValueLength();
	}

	/**
	 * Reads an exposition that may have the same layout as an earlier one of the same
	 * app. What was read and checked then is not read again, but known by its hash; what
	 * is left to read are values, timestamps and exemplars.
	 * @return the exposition; {@code null} if it has another layout or anything is wrong
	 * with it, for {@link #parse()} to find out with a new parser
	 */
	final @Nullable Exposition parse(Layout layout) {
		try {
			return parseAlike(layout);
		}
		catch (MalformedExpositionException | LimitExceededException ex) {
			return null;
		}
	}

	private @Nullable Exposition parseAlike(Layout layout) {
		byte[] text = this.text;
		int length = this.length;
		if (length == 0 || text[length - 1] != '\n') {
			return null;
		}
		labelExtent(layout.extent());
		SeriesTable series = layout.series();
		int[] prefixLengths = series.prefixLengths();
		int[] starts = new int[prefixLengths.length];
		int[] ends = new int[prefixLengths.length];
		byte[] specials = series.specials();
		int allSpecials = layout.specials();
		int sample = 0;
		for (int run = 0; run < layout.runs(); run++) {
			int start = this.position + layout.gapLength(run);
			if (start > length) {
				return null;
			}
			// What is read before its hash has been compared can be anything.
			long hash = KeyedHash.add(0, text, this.position, start);
			this.position = start;
			for (int end = layout.endOfRun(run); sample < end; sample++) {
				start = this.position;
				int valueStart = start + prefixLengths[sample];
				if (valueStart >= length) {
					return null;
				}
				hash = KeyedHash.add(hash, text, start, valueStart);
				this.position = valueStart;
				value();
				if (text[this.position] != '\n') {
					int special = rest(nameEnd(start));
					if (specials == series.specials()) {
						specials = specials.clone();
					}
					specials[sample] |= (byte) special;
					allSpecials |= special;
				}
				starts[sample] = start;
				ends[sample] = ++this.position;
			}
			if (hash != layout.hash(run)) {
				return null;
			}
		}
		if (this.position != length) {
			return null;
		}
		Samples samples = new Samples(text, starts, ends, series, specials, allSpecials);
		return new Exposition(text, length, this.format, layout.families(), samples, layout.identity(),
				layout.extent().max(this.exemplars));
	}

	/**
	 * Reads what stands between a value and the end of its line.
	 * @param nameEnd where the name of the sample ends
	 * @return what is special about the sample
	 */
	abstract int rest(int nameEnd);

	/**
	 * Takes note of the labels that the current family's samples agree on.
	 */
	private void endFamily() {
		Family ended = this.family;
		if (ended != null && ended.sampleCount() > 0) {
			ended.sharedLabels(this.identity.shared(), this.identity.sharedHash());
		}
	}

	/**
	 * Ends a sample of the current family.
	 */
	final void endSample(int start, int valueStart, long hash, int special) {
		Family current = this.family;
		this.position++;
		this.identity.endSample(current != null && current.sampleCount() == 1);
		this.samples.add(start, valueStart, this.position, hash, special);
	}

	/**
	 * Returns the family that a header with the name at the given place is about.
	 */
	final Family familyOfHeader(int nameStart, int nameEnd) {
		Family current = this.family;
		return (current != null && current.name().equalsBytes(this.text, nameStart, nameEnd)) ? current
				: newFamily(new MetricName(this.text, nameStart, nameEnd));
	}

	final Family newFamily(MetricName name) {
		Family created = new Family(name, this.format, this.samples.size());
		if (this.familiesByName.putIfAbsent(name, created) != null) {
			throw malformed("the lines of a family do not stand together");
		}
		endFamily();
		this.families.add(created);
		this.family = created;
		return created;
	}

	/**
	 * Makes sure that no sample of an earlier family has or may have the name.
	 */
	final void checkNotReserved(MetricName name) {
		for (byte[] suffix : SUFFIXES) {
			checkNotReserved(name, suffix);
		}
	}

	final void checkNotReserved(MetricName name, byte[] suffix) {
		Family earlier = name.endsWith(suffix) ? this.familiesByName.get(name.minus(suffix)) : null;
		if (earlier != null && earlier.reserves(suffix)) {
			throw malformed("the lines of a family do not stand together");
		}
	}

	final void type(Family family) {
		if (family.type() != null) {
			throw malformed("a second TYPE for the same family");
		}
		if (family.sampleCount() > 0) {
			throw malformed("TYPE stands behind the family's samples");
		}
		int start = this.position;
		while (this.text[this.position] != '\n') {
			this.position++;
		}
		MetricType type = MetricType.of(this.format, this.text, start, this.position);
		if (type == null) {
			throw malformed("not a type of this format");
		}
		family.type(type);
		this.position++;
	}

	final void checkSampleCount() {
		if (this.samples.size() == this.limits.maxSamples()) {
			throw exceeded(ExpositionLimit.SAMPLES, "samples");
		}
	}

	/**
	 * Begins to read labels.
	 */
	final void beginLabels() {
		this.labels.clear();
	}

	/**
	 * Reads a label.
	 * @return its hash
	 */
	final long label(boolean ofSample) {
		int start = this.position;
		int knownLength = this.labels.knownLength(start);
		int nameEnd;
		int nameHash;
		int valueStart;
		if (knownLength > 0) {
			nameEnd = start + this.labels.knownNameLength();
			nameHash = this.labels.knownNameHash();
			valueStart = nameEnd + "=\"".length();
			this.position += knownLength;
		}
		else {
			nameHash = labelName();
			nameEnd = this.position;
			skipLooseBlanks();
			expect('=', "a label is not of the form name=\"value\"");
			skipLooseBlanks();
			expect('"', "a label is not of the form name=\"value\"");
			valueStart = this.position;
			labelValue();
		}
		int valueEnd = this.position - 1;
		checkLengths(nameEnd - start, valueEnd - valueStart);
		checkLabel(nameHash, start, nameEnd);
		long hash = (knownLength > 0) ? this.labels.knownHash() : hash(start, nameEnd, valueStart, valueEnd);
		this.labels.add(start, nameEnd, valueStart, this.position, nameHash, hash);
		this.mostLabels = Math.max(this.mostLabels, this.labels.count());
		if (ofSample && valueStart < valueEnd) {
			this.identity.see(nameHash, start, nameEnd, valueStart, valueEnd);
		}
		return hash;
	}

	/**
	 * Moves behind blanks where a format allows them around a label's equals sign.
	 */
	abstract void skipLooseBlanks();

	/**
	 * Returns the hash of a label, whether or not there are blanks in it.
	 */
	private long hash(int nameStart, int nameEnd, int valueStart, int valueEnd) {
		if (valueStart == valueEnd) {
			// The same as no label (Prometheus, data model).
			return 0;
		}
		int nameLength = nameEnd - nameStart;
		if (valueStart == nameEnd + "=\"".length()) {
			return KeyedHash.of(this.text, nameStart, valueEnd);
		}
		byte[] label = new byte[nameLength + "=\"".length() + valueEnd - valueStart];
		System.arraycopy(this.text, nameStart, label, 0, nameLength);
		label[nameLength] = '=';
		label[nameLength + 1] = '"';
		System.arraycopy(this.text, valueStart, label, nameLength + 2, valueEnd - valueStart);
		return KeyedHash.of(label, 0, label.length);
	}

	/**
	 * Takes note that the labels that were read last are an exemplar's.
	 * @param ofSamples the extent before they were read
	 */
	final void countAsExemplar(Extent ofSamples) {
		this.exemplars = this.exemplars.max(extent());
		labelExtent(ofSamples);
	}

	private void checkLabel(int nameHash, int nameStart, int nameEnd) {
		if (this.labels.contains(nameHash, nameStart, nameEnd)) {
			throw malformed("a sample has the same label twice");
		}
		if (nameHash == METRIC_NAME_LABEL_HASH
				&& Arrays.equals(this.text, nameStart, nameEnd, METRIC_NAME_LABEL, 0, METRIC_NAME_LABEL.length)) {
			throw malformed("the label name __name__ is reserved");
		}
		if (this.labels.count() == this.limits.maxLabels()) {
			throw exceeded(ExpositionLimit.LABELS, "labels in a sample");
		}
	}

	private void checkLengths(int nameLength, int valueLength) {
		if (nameLength > this.longestLabelName) {
			if (nameLength > this.limits.maxLabelNameLength()) {
				throw exceeded(ExpositionLimit.LABEL_NAME_LENGTH, "bytes in the name of a label");
			}
			this.longestLabelName = nameLength;
		}
		if (valueLength > this.longestLabelValue) {
			if (valueLength > this.limits.maxLabelValueLength()) {
				throw exceeded(ExpositionLimit.LABEL_VALUE_LENGTH, "bytes in the value of a label");
			}
			this.longestLabelValue = valueLength;
		}
	}

	private LimitExceededException exceeded(ExpositionLimit limit, String what) {
		return new LimitExceededException(line(), limit, "more than " + this.limits.get(limit) + " " + what);
	}

}
