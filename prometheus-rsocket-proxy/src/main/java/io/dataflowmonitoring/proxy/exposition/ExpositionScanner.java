package io.dataflowmonitoring.proxy.exposition;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/**
 * Reads what the lines of an exposition consist of in both formats: names, values and
 * characters. All lines that are read are known to end with a line feed, and no loop
 * reads past one, so none of them looks for the end.
 */
abstract class ExpositionScanner {

	/** In any case. */
	private static final Set<String> SPECIAL_VALUES = Set.of("nan", "inf", "+inf", "-inf", "infinity", "+infinity",
			"-infinity");

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

	/**
	 * Begins with the exposition; what follows was there before and is nothing to read.
	 */
	final byte[] text;

	/** The exposition's own. */
	final int length;

	int position;

	/** The name of the sample before. */
	private int nameStart;

	private int nameLength;

	private long nameHash;

	ExpositionScanner(byte[] text, int length) {
		this.text = text;
		this.length = length;
	}

	final void metricName() {
		byte[] text = this.text;
		int position = this.position;
		if (isNameNext(position)) {
			position += this.nameLength;
		}
		else if (!is(METRIC_NAME_START, text[position])) {
			throw malformed((text[position] == '{' || text[position] == '"')
					? "no metric name before the labels (quoted names are not part of this format)"
					: "not a metric name");
		}
		while (is(METRIC_NAME, text[position])) {
			position++;
		}
		this.position = position;
	}

	/**
	 * Returns whether the name of the sample before, or one that begins so, is here
	 * again.
	 */
	private boolean isNameNext(int start) {
		int length = this.nameLength;
		return length > 0 && length <= this.length - start
				&& Arrays.equals(this.text, start, start + length, this.text, this.nameStart, this.nameStart + length);
	}

	/**
	 * Returns the hash of a sample's name.
	 */
	final long nameHash(int start, int end) {
		if (end - start != this.nameLength || !isNameNext(start)) {
			this.nameStart = start;
			this.nameLength = end - start;
			this.nameHash = KeyedHash.of(this.text, start, end);
		}
		return this.nameHash;
	}

	/**
	 * Returns where a metric name ends.
	 */
	final int nameEnd(int nameStart) {
		int end = nameStart;
		while (is(METRIC_NAME, this.text[end])) {
			end++;
		}
		return end;
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
	 * Moves behind a label value and its closing quote.
	 */
	final void labelValue() {
		byte[] text = this.text;
		int position = ByteRuns.endOfPlain(text, this.position);
		byte c;
		while ((c = text[position]) != '"') {
			if (c < 0) {
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
			position = ByteRuns.endOfPlain(text, position);
		}
		this.position = position + 1;
	}

	/**
	 * Reads a value: what Go's {@code strconv.ParseFloat} takes, without hexadecimal
	 * numbers and underscores, which Prometheus does not take either. That is also what
	 * OpenMetrics calls a number.
	 */
	final void value() {
		byte[] text = this.text;
		int start = this.position;
		int digitsStart = (text[start] == '+' || text[start] == '-') ? start + 1 : start;
		int position = ByteRuns.endOfDigits(text, digitsStart);
		int digits = position - digitsStart;
		if (text[position] == '.') {
			int end = ByteRuns.endOfDigits(text, position + 1);
			digits += end - position - 1;
			position = end;
		}
		this.position = position;
		if (digits > 0) {
			int exponentDigits = exponent();
			if (digits > 100 || exponentDigits > 2) {
				checkRange(start);
			}
		}
		else if (text[start] == 'N' && text[start + 1] == 'a' && text[start + 2] == 'N') {
			// As everybody writes it, and not seldom: no need to make a text of it.
			this.position = start + 3;
		}
		else if (!SPECIAL_VALUES.contains(word(start))) {
			throw malformed("not a value");
		}
		byte next = text[this.position];
		if (next != '\n' && !isBlank(next)) {
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
		this.position = ByteRuns.endOfDigits(this.text, start);
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

	final int line() {
		int line = 1;
		for (int i = 0; i < Math.min(this.position, this.length); i++) {
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

}
