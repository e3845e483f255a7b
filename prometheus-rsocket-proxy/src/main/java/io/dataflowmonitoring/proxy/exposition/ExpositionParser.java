package io.dataflowmonitoring.proxy.exposition;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.dataflowmonitoring.wire.ExpositionFormat;

/**
 * What the parsers of both formats have in common. They read an exposition in one pass
 * over its bytes, making no object per sample. All lines that are read are known to end
 * with a line feed, and no loop reads past one, so none of them looks for the end.
 */
abstract class ExpositionParser {

	private static final byte[] METRIC_NAME_LABEL = "__name__".getBytes(StandardCharsets.US_ASCII);

	/** In any case. */
	private static final Set<String> SPECIAL_VALUES = Set.of("nan", "inf", "+inf", "-inf", "infinity", "+infinity",
			"-infinity");

	/** Those that types reserve for samples of their families. */
	private static final byte[][] SUFFIXES = Arrays
		.stream(new String[] { "_total", "_bucket", "_sum", "_count", "_info", "_gcount", "_gsum" })
		.map((suffix) -> suffix.getBytes(StandardCharsets.US_ASCII))
		.toArray(byte[][]::new);

	/** Bits of {@link #CHARACTERS}: what a byte may be part of. */
	private static final byte LABEL_NAME_START = 1;

	private static final byte LABEL_NAME = 2;

	private static final byte METRIC_NAME_START = 4;

	static final byte METRIC_NAME = 8;

	private static final byte[] CHARACTERS = new byte[256];
	static {
		for (char c = 0; c < 128; c++) {
			boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
			boolean digit = c >= '0' && c <= '9';
			if (letter) {
				CHARACTERS[c] = LABEL_NAME_START | LABEL_NAME | METRIC_NAME_START | METRIC_NAME;
			}
			else if (digit) {
				CHARACTERS[c] = LABEL_NAME | METRIC_NAME;
			}
			else if (c == ':') {
				CHARACTERS[c] = METRIC_NAME_START | METRIC_NAME;
			}
		}
	}

	final byte[] text;

	final SamplesBuilder samples;

	int position;

	@Nullable Family family;

	private final ExpositionFormat format;

	private final ExpositionLimits limits;

	private final IdentityLearner identity;

	private final List<Family> families = new ArrayList<>();

	private final Map<MetricName, Family> familiesByName = new HashMap<>();

	/** The labels of the sample or exemplar that is being read. */
	private int labelCount;

	private int[] labelNameStarts = new int[16];

	private int[] labelNameEnds = new int[16];

	private int[] labelNameHashes = new int[16];

	private int mostLabels;

	private int longestLabelName;

	private int longestLabelValue;

	private Extent exemplars = Extent.NONE;

	ExpositionParser(byte[] text, ExpositionFormat format, ExpositionLimits limits) {
		this.text = text;
		this.format = format;
		this.limits = limits;
		this.identity = new IdentityLearner(text);
		this.samples = new SamplesBuilder(text);
	}

	static ExpositionParser of(byte[] text, ExpositionFormat format, ExpositionLimits limits) {
		return switch (format) {
			case TEXT_0_0_4 -> new TextParser(text, limits);
			case OPENMETRICS_1_0_0 -> new OpenMetricsParser(text, limits);
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
		return new Exposition(this.text, this.format, this.families, samples, this.identity.identity(),
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
		int length = text.length;
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
		return new Exposition(text, this.format, layout.families(), samples, layout.identity(),
				layout.extent().max(this.exemplars));
	}

	private int nameEnd(int nameStart) {
		int end = nameStart;
		while (is(METRIC_NAME, this.text[end])) {
			end++;
		}
		return end;
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

	final void metricName() {
		byte[] text = this.text;
		int position = this.position;
		if (!is(METRIC_NAME_START, text[position])) {
			throw malformed((text[position] == '{' || text[position] == '"')
					? "no metric name before the labels (quoted names are not part of this format)"
					: "not a metric name");
		}
		do {
			position++;
		}
		while (is(METRIC_NAME, text[position]));
		this.position = position;
	}

	/**
	 * Begins to read labels.
	 */
	final void beginLabels() {
		this.labelCount = 0;
	}

	/**
	 * Reads the name of a label.
	 * @return its hash: the same as {@link Arrays#hashCode(byte[])}, which
	 * {@link IdentityLearner} compares it with
	 */
	final int labelName() {
		byte[] text = this.text;
		int position = this.position;
		if (!is(LABEL_NAME_START, text[position])) {
			throw malformed((text[position] == '"') ? "not a label name (quoted names are not part of this format)"
					: "not a label name");
		}
		int hash = 1;
		do {
			hash = 31 * hash + text[position++];
		}
		while (is(LABEL_NAME, text[position]));
		this.position = position;
		return hash;
	}

	/**
	 * Reads what stands behind the opening quote of a label's value, and takes note of
	 * the label.
	 * @return the label's hash
	 */
	final long restOfLabel(int nameHash, int nameStart, int nameEnd, boolean ofSample) {
		int valueStart = this.position;
		labelValue();
		int valueEnd = this.position - 1;
		checkLengths(nameEnd - nameStart, valueEnd - valueStart);
		rememberLabel(nameHash, nameStart, nameEnd);
		if (valueStart == valueEnd) {
			// The same as no label (Prometheus, data model).
			return 0;
		}
		if (ofSample) {
			this.identity.see(nameHash, nameStart, nameEnd, valueStart, valueEnd);
		}
		if (valueStart == nameEnd + "=\"".length()) {
			return KeyedHash.of(this.text, nameStart, valueEnd);
		}
		// As if there were no blanks around the equals sign.
		int nameLength = nameEnd - nameStart;
		byte[] label = new byte[nameLength + 2 + valueEnd - valueStart];
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

	/**
	 * Moves behind a label value and its closing quote.
	 */
	private void labelValue() {
		byte[] text = this.text;
		int position = this.position;
		byte c;
		while ((c = text[position]) != '"') {
			// Nearly all bytes are none of the special ones.
			if (c > '\\' || (c != '\\' && c >= ' ')) {
				position++;
			}
			else if (c < 0) {
				this.position = position;
				position += utf8Character();
			}
			else if (c == '\n') {
				throw malformed("a label value is not closed");
			}
			else if (c == '\\') {
				byte escaped = text[position + 1];
				if (escaped != '\\' && escaped != '"' && escaped != 'n') {
					throw malformed("a label value has an escape that is none of \\\\, \\\" and \\n");
				}
				position += 2;
			}
			else {
				position++;
			}
		}
		this.position = position + 1;
	}

	private void rememberLabel(int nameHash, int nameStart, int nameEnd) {
		for (int i = 0; i < this.labelCount; i++) {
			if (this.labelNameHashes[i] == nameHash && Arrays.equals(this.text, this.labelNameStarts[i],
					this.labelNameEnds[i], this.text, nameStart, nameEnd)) {
				throw malformed("a sample has the same label twice");
			}
		}
		if (Arrays.equals(this.text, nameStart, nameEnd, METRIC_NAME_LABEL, 0, METRIC_NAME_LABEL.length)) {
			throw malformed("the label name __name__ is reserved");
		}
		if (this.labelCount == this.limits.maxLabels()) {
			throw exceeded(ExpositionLimit.LABELS, "labels in a sample");
		}
		if (this.labelCount == this.labelNameHashes.length) {
			int capacity = 2 * this.labelCount;
			this.labelNameHashes = Arrays.copyOf(this.labelNameHashes, capacity);
			this.labelNameStarts = Arrays.copyOf(this.labelNameStarts, capacity);
			this.labelNameEnds = Arrays.copyOf(this.labelNameEnds, capacity);
		}
		this.labelNameHashes[this.labelCount] = nameHash;
		this.labelNameStarts[this.labelCount] = nameStart;
		this.labelNameEnds[this.labelCount] = nameEnd;
		this.labelCount++;
		this.mostLabels = Math.max(this.mostLabels, this.labelCount);
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

	/**
	 * Reads a value: what Go's {@code strconv.ParseFloat} takes, without hexadecimal
	 * numbers and underscores, which Prometheus does not take either. That is also what
	 * OpenMetrics calls a number.
	 */
	final void value() {
		int start = this.position;
		byte sign = this.text[start];
		if (sign == '+' || sign == '-') {
			this.position++;
		}
		int digits = digits();
		if (this.text[this.position] == '.') {
			this.position++;
			digits += digits();
		}
		if (digits > 0) {
			int exponentDigits = exponent();
			if (digits > 100 || exponentDigits > 2) {
				checkRange(start);
			}
		}
		else {
			if (!SPECIAL_VALUES.contains(word(start))) {
				throw malformed("not a value");
			}
		}
		if (!isBlank(this.text[this.position]) && this.text[this.position] != '\n') {
			throw malformed("not a value");
		}
	}

	/**
	 * Moves behind an exponent, if there is one.
	 * @return the number of its digits
	 */
	final int exponent() {
		byte c = this.text[this.position];
		if (c != 'e' && c != 'E') {
			return 0;
		}
		this.position++;
		c = this.text[this.position];
		if (c == '+' || c == '-') {
			this.position++;
		}
		int digits = digits();
		if (digits == 0) {
			throw malformed("a number has an exponent without digits");
		}
		return digits;
	}

	/**
	 * Moves behind digits.
	 * @return their number
	 */
	final int digits() {
		int start = this.position;
		while (isDigit(this.text[this.position])) {
			this.position++;
		}
		return this.position - start;
	}

	private void checkRange(int start) {
		if (Double.isInfinite(number(start))) {
			throw malformed("a value does not fit into 64 bits");
		}
	}

	/**
	 * Returns the number that stands between the given place and the current position.
	 */
	final double number(int start) {
		return Double.parseDouble(new String(this.text, start, this.position - start, StandardCharsets.US_ASCII));
	}

	private String word(int start) {
		int longest = "+infinity".length();
		while (is(LABEL_NAME, this.text[this.position]) && this.position - start < longest) {
			this.position++;
		}
		return new String(this.text, start, this.position - start, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
	}

	/**
	 * Checks the character of more than one byte at the current position (RFC 3629,
	 * section 4).
	 * @return its length in bytes
	 */
	final int utf8Character() {
		int first = this.text[this.position] & 0xFF;
		int second = this.text[this.position + 1] & 0xFF;
		int length;
		if (first >= 0xC2 && first <= 0xDF) {
			length = 2;
		}
		else if (first >= 0xE0 && first <= 0xEF && !(first == 0xE0 && second < 0xA0)
				&& !(first == 0xED && second > 0x9F)) {
			length = 3;
		}
		else if (first >= 0xF0 && first <= 0xF4 && !(first == 0xF0 && second < 0x90)
				&& !(first == 0xF4 && second > 0x8F)) {
			length = 4;
		}
		else {
			throw malformed("not UTF-8");
		}
		for (int i = 1; i < length; i++) {
			// Stops at the line feed at the latest.
			if ((this.text[this.position + i] & 0xC0) != 0x80) {
				throw malformed("not UTF-8");
			}
		}
		return length;
	}

	final void skipBlanks() {
		while (isBlank(this.text[this.position])) {
			this.position++;
		}
	}

	final void expect(char expected, String rule) {
		if (this.text[this.position] != expected) {
			throw malformed(rule);
		}
		this.position++;
	}

	final MalformedExpositionException malformed(String rule) {
		return new MalformedExpositionException(line(), rule);
	}

	private LimitExceededException exceeded(ExpositionLimit limit, String what) {
		return new LimitExceededException(line(), limit, "more than " + this.limits.get(limit) + " " + what);
	}

	private int line() {
		int line = 1;
		for (int i = 0; i < Math.min(this.position, this.text.length); i++) {
			if (this.text[i] == '\n') {
				line++;
			}
		}
		return line;
	}

	static boolean is(byte what, byte character) {
		return (CHARACTERS[character & 0xFF] & what) != 0;
	}

	static boolean isBlank(byte c) {
		return c == ' ' || c == '\t';
	}

	private static boolean isDigit(byte c) {
		return c >= '0' && c <= '9';
	}

}
