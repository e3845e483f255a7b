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
 * Parses an exposition in text format 0.0.4 in one pass over its bytes, making no object
 * per sample. The last byte is known to be a line feed, and no loop reads past one, so
 * none of them looks for the end.
 */
final class ExpositionParser {

	private static final byte[] HELP = { 'H', 'E', 'L', 'P' };

	private static final byte[] TYPE = { 'T', 'Y', 'P', 'E' };

	private static final byte[] METRIC_NAME_LABEL = "__name__".getBytes(StandardCharsets.US_ASCII);

	/** In any case. */
	private static final Set<String> SPECIAL_VALUES = Set.of("nan", "inf", "+inf", "-inf", "infinity", "+infinity",
			"-infinity");

	/** Bits of {@link #CHARACTERS}: what a byte may be part of. */
	private static final byte LABEL_NAME_START = 1;

	private static final byte LABEL_NAME = 2;

	private static final byte METRIC_NAME_START = 4;

	private static final byte METRIC_NAME = 8;

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

	/** The longest timestamp, in digits: more do not fit into 64 bits for sure. */
	private static final int MAX_TIMESTAMP_DIGITS = 18;

	private final byte[] text;

	private final ExpositionLimits limits;

	private final IdentityLearner identity;

	private final Samples samples;

	private final List<Family> families = new ArrayList<>();

	private final Map<MetricName, Family> familiesByName = new HashMap<>();

	private @Nullable Family family;

	private int position;

	/** The labels of the sample that is being read. */
	private int labelCount;

	private int[] labelNameStarts = new int[16];

	private int[] labelNameEnds = new int[16];

	private int[] labelNameHashes = new int[16];

	private int mostLabels;

	private int longestLabelName;

	private int longestLabelValue;

	ExpositionParser(byte[] text, ExpositionLimits limits) {
		this.text = text;
		this.limits = limits;
		this.identity = new IdentityLearner(text);
		// Micrometer's lines are some 90 bytes long.
		this.samples = new Samples(text.length / 80 + 16);
	}

	Exposition parse() {
		int length = this.text.length;
		if (length > 0 && this.text[length - 1] != '\n') {
			this.position = length;
			throw malformed("the last line does not end with a line feed, so the exposition may be cut off");
		}
		while (this.position < length) {
			skipBlanks();
			switch (this.text[this.position]) {
				case '\n' -> this.position++;
				case '#' -> comment();
				default -> sample();
			}
		}
		return new Exposition(this.text, ExpositionFormat.TEXT_0_0_4, this.families, this.samples,
				this.identity.identity(), extent());
	}

	private void comment() {
		this.position++;
		skipBlanks();
		if (isKeyword(HELP)) {
			help();
		}
		else if (isKeyword(TYPE)) {
			type();
		}
		else {
			restOfLine(false);
		}
	}

	private boolean isKeyword(byte[] keyword) {
		int end = this.position + keyword.length;
		return end < this.text.length && isBlank(this.text[end])
				&& Arrays.equals(this.text, this.position, end, keyword, 0, keyword.length);
	}

	private void help() {
		Family family = familyOfHeader(HELP.length);
		if (family.hasHelp()) {
			throw malformed("a second HELP for the same family");
		}
		int start = this.position;
		restOfLine(true);
		family.help(start, this.position - 1);
	}

	private void type() {
		Family family = familyOfHeader(TYPE.length);
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
		MetricType type = MetricType.of(this.text, start, this.position);
		if (type == null) {
			throw malformed("not a type: only counter, gauge, histogram, summary and untyped are");
		}
		family.type(type);
		this.position++;
	}

	private Family familyOfHeader(int keywordLength) {
		this.position += keywordLength;
		skipBlanks();
		int start = this.position;
		metricName();
		if (!isBlank(this.text[this.position]) && this.text[this.position] != '\n') {
			throw malformed("not a metric name in HELP or TYPE");
		}
		int end = this.position;
		skipBlanks();
		Family current = this.family;
		return (current != null && current.name().equalsBytes(this.text, start, end)) ? current
				: newFamily(new MetricName(this.text, start, end));
	}

	private void sample() {
		int start = this.position;
		metricName();
		int seriesEnd = this.position;
		long hash = ByteHash.of(this.text, start, seriesEnd);
		addToFamily(start, seriesEnd);
		skipBlanks();
		if (this.text[this.position] == '{') {
			hash += labels();
			seriesEnd = this.position;
			skipBlanks();
		}
		value();
		if (this.text[this.position] != '\n') {
			skipBlanks();
			timestamp();
		}
		this.position++;
		if (this.samples.size() == this.limits.maxSamples()) {
			throw exceeded(ExpositionLimit.SAMPLES, "samples");
		}
		this.samples.add(start, seriesEnd, this.position, hash);
	}

	private void addToFamily(int nameStart, int nameEnd) {
		Family current = this.family;
		if (current != null && current.addSample(this.text, nameStart, nameEnd)) {
			return;
		}
		MetricName name = new MetricName(this.text, nameStart, nameEnd);
		for (MetricType type : MetricType.values()) {
			for (byte[] suffix : type.suffixes()) {
				Family earlier = name.endsWith(suffix) ? this.familiesByName.get(name.minus(suffix)) : null;
				if (earlier != null && earlier.type() == type) {
					throw malformed("the lines of a family do not stand together");
				}
			}
		}
		newFamily(name).addSample(this.text, nameStart, nameEnd);
	}

	private Family newFamily(MetricName name) {
		Family created = new Family(name, this.samples.size());
		if (this.familiesByName.putIfAbsent(name, created) != null) {
			throw malformed("the lines of a family do not stand together");
		}
		this.families.add(created);
		this.family = created;
		return created;
	}

	private void metricName() {
		byte[] text = this.text;
		int position = this.position;
		if (!is(METRIC_NAME_START, text[position])) {
			throw malformed("not a metric name");
		}
		do {
			position++;
		}
		while (is(METRIC_NAME, text[position]));
		this.position = position;
	}

	/**
	 * Reads labels in braces.
	 * @return their hash, which does not depend on their order
	 */
	private long labels() {
		this.labelCount = 0;
		this.position++;
		skipBlanks();
		long hash = 0;
		while (this.text[this.position] != '}') {
			hash += label();
			skipBlanks();
			if (this.text[this.position] == ',') {
				this.position++;
				skipBlanks();
			}
			else if (this.text[this.position] != '}') {
				throw malformed("neither a comma nor a closing brace behind a label");
			}
		}
		this.position++;
		return hash;
	}

	private long label() {
		int nameStart = this.position;
		int nameHash = labelName();
		int nameEnd = this.position;
		skipBlanks();
		expect('=');
		skipBlanks();
		expect('"');
		int valueStart = this.position;
		labelValue();
		int valueEnd = this.position - 1;
		checkLengths(nameEnd - nameStart, valueEnd - valueStart);
		rememberLabel(nameHash, nameStart, nameEnd);
		if (valueStart == valueEnd) {
			// The same as no label (Prometheus, data model).
			return 0;
		}
		this.identity.see(nameHash, nameStart, nameEnd, valueStart, valueEnd);
		return ByteHash.of(this.text, valueStart, valueEnd) * (2L * nameHash + 1);
	}

	private int labelName() {
		byte[] text = this.text;
		int position = this.position;
		if (!is(LABEL_NAME_START, text[position])) {
			throw malformed("not a label name");
		}
		// Like Arrays.hashCode, which IdentityLearner compares it with.
		int hash = 1;
		do {
			hash = 31 * hash + text[position++];
		}
		while (is(LABEL_NAME, text[position]));
		this.position = position;
		return hash;
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
	 * numbers and underscores, which Prometheus does not take either.
	 */
	private void value() {
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

	private int exponent() {
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
			throw malformed("not a value");
		}
		return digits;
	}

	private int digits() {
		int start = this.position;
		while (isDigit(this.text[this.position])) {
			this.position++;
		}
		return this.position - start;
	}

	private void checkRange(int start) {
		String number = new String(this.text, start, this.position - start, StandardCharsets.US_ASCII);
		if (Double.isInfinite(Double.parseDouble(number))) {
			throw malformed("a value does not fit into 64 bits");
		}
	}

	private String word(int start) {
		int longest = "+infinity".length();
		while (is(LABEL_NAME, this.text[this.position]) && this.position - start < longest) {
			this.position++;
		}
		return new String(this.text, start, this.position - start, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
	}

	private void timestamp() {
		int digits = digits();
		if (digits == 0 || digits > MAX_TIMESTAMP_DIGITS || this.text[this.position] != '\n') {
			throw malformed("not a timestamp in milliseconds behind the value");
		}
	}

	/**
	 * Moves behind the end of the line.
	 * @param escapes whether a backslash begins an escape
	 */
	private void restOfLine(boolean escapes) {
		byte c;
		while ((c = this.text[this.position]) != '\n') {
			if (c < 0) {
				this.position += utf8Character();
				continue;
			}
			this.position++;
			if (escapes && c == '\\') {
				byte escaped = this.text[this.position];
				if (escaped != '\\' && escaped != 'n') {
					throw malformed("HELP has an escape that is neither \\\\ nor \\n");
				}
				this.position++;
			}
		}
		this.position++;
	}

	/**
	 * Checks the character of more than one byte at the current position (RFC 3629,
	 * section 4).
	 * @return its length in bytes
	 */
	private int utf8Character() {
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

	private void skipBlanks() {
		while (isBlank(this.text[this.position])) {
			this.position++;
		}
	}

	private void expect(char expected) {
		if (this.text[this.position] != expected) {
			throw malformed("a label is not of the form name=\"value\"");
		}
		this.position++;
	}

	private Extent extent() {
		return new Extent(this.samples.size(), this.mostLabels, this.longestLabelName, this.longestLabelValue);
	}

	private MalformedExpositionException malformed(String rule) {
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

	private static boolean is(byte what, byte character) {
		return (CHARACTERS[character & 0xFF] & what) != 0;
	}

	private static boolean isBlank(byte c) {
		return c == ' ' || c == '\t';
	}

	private static boolean isDigit(byte c) {
		return c >= '0' && c <= '9';
	}

}
