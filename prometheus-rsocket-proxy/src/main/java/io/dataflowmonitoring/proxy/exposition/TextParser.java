package io.dataflowmonitoring.proxy.exposition;

import java.util.Arrays;

import io.dataflowmonitoring.wire.ExpositionFormat;

/**
 * Parses an exposition in text format 0.0.4.
 */
final class TextParser extends ExpositionParser {

	private static final byte[] HELP = { 'H', 'E', 'L', 'P' };

	private static final byte[] TYPE = { 'T', 'Y', 'P', 'E' };

	/** The longest timestamp, in digits: more do not fit into 64 bits for sure. */
	private static final int MAX_TIMESTAMP_DIGITS = 18;

	/** Why the sample that is being read is not as OpenMetrics would have it. */
	private int loose;

	TextParser(byte[] text, int length, ExpositionLimits limits) {
		super(text, length, ExpositionFormat.TEXT_0_0_4, limits);
	}

	@Override
	Exposition parse() {
		int length = this.length;
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
		return result();
	}

	private void comment() {
		this.position++;
		skipBlanks();
		if (isKeyword(HELP)) {
			help(header(HELP.length));
		}
		else if (isKeyword(TYPE)) {
			type(header(TYPE.length));
		}
		else {
			restOfLine(false);
		}
	}

	private boolean isKeyword(byte[] keyword) {
		int end = this.position + keyword.length;
		return end < this.length && isBlank(this.text[end])
				&& Arrays.equals(this.text, this.position, end, keyword, 0, keyword.length);
	}

	private Family header(int keywordLength) {
		this.position += keywordLength;
		skipBlanks();
		int start = this.position;
		metricName();
		if (!isBlank(this.text[this.position]) && this.text[this.position] != '\n') {
			throw malformed("not a metric name in HELP or TYPE");
		}
		int end = this.position;
		skipBlanks();
		return familyOfHeader(start, end);
	}

	private void help(Family family) {
		if (family.hasHelp()) {
			throw malformed("a second HELP for the same family");
		}
		int start = this.position;
		restOfLine(true);
		family.help(start, this.position - 1);
	}

	private void sample() {
		checkSampleCount();
		this.loose = 0;
		int start = this.position;
		metricName();
		int seriesEnd = this.position;
		long hash = nameHash(start, seriesEnd);
		int special = addToFamily(start, seriesEnd);
		if (this.text[this.position] != '{') {
			skipBlanks();
		}
		if (this.text[this.position] == '{') {
			this.loose = (this.position > seriesEnd) ? Samples.LOOSE : 0;
			hash += labels();
			seriesEnd = this.position;
			skipBlanks();
		}
		if (this.position != seriesEnd + 1 || this.text[seriesEnd] != ' ') {
			this.loose |= Samples.LOOSE;
		}
		int valueStart = this.position;
		value();
		special |= this.loose;
		if (this.text[this.position] != '\n') {
			special |= rest(seriesEnd);
		}
		endSample(start, valueStart, hash, special);
	}

	@Override
	int rest(int nameEnd) {
		skipBlanks();
		timestamp();
		return Samples.TIMESTAMP;
	}

	private int addToFamily(int nameStart, int nameEnd) {
		Family current = this.family;
		int special = (current != null) ? current.addSample(this.text, nameStart, nameEnd) : Family.NOT_ITS_OWN;
		if (special != Family.NOT_ITS_OWN) {
			return special;
		}
		MetricName name = new MetricName(this.text, nameStart, nameEnd);
		checkNotReserved(name);
		return newFamily(name).addSample(this.text, nameStart, nameEnd);
	}

	/**
	 * Reads labels in braces.
	 * @return their hash, which does not depend on their order
	 */
	private long labels() {
		beginLabels();
		this.position++;
		skipLooseBlanks();
		long hash = 0;
		while (this.text[this.position] != '}') {
			hash += label(true);
			skipLooseBlanks();
			if (this.text[this.position] == ',') {
				this.position++;
				skipLooseBlanks();
				this.loose |= (this.text[this.position] == '}') ? Samples.TRAILING_COMMA : 0;
			}
			else if (this.text[this.position] != '}') {
				throw malformed("neither a comma nor a closing brace behind a label");
			}
		}
		this.position++;
		return hash;
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

	@Override
	void skipLooseBlanks() {
		if (isBlank(this.text[this.position])) {
			this.loose |= Samples.LOOSE;
			skipBlanks();
		}
	}

}
