package io.dataflowmonitoring.proxy.exposition;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.dataflowmonitoring.wire.ExpositionFormat;

/**
 * Parses an exposition in OpenMetrics 1.0, by the grammar of its section 4.1. Two things
 * that the grammar allows are rejected, since they cannot be written in text format
 * 0.0.4: backslashes that begin no escape, and timestamps before 1970. One thing that the
 * text forbids is accepted, since Micrometer writes it: exemplars of any sample. They are
 * not written again, since Prometheus before 2.43 would reject the whole scrape.
 */
final class OpenMetricsParser extends ExpositionParser {

	private static final byte[] TYPE = ascii("# TYPE ");

	private static final byte[] UNIT = ascii("# UNIT ");

	private static final byte[] HELP = ascii("# HELP ");

	private static final byte[] EOF = ascii("# EOF");

	private static final byte[] TOTAL = ascii("_total");

	private static final byte[] BUCKET = ascii("_bucket");

	/** The longest timestamp, in digits before the decimal point. */
	private static final int MAX_TIMESTAMP_DIGITS = 15;

	private static final double MAX_TIMESTAMP = 1e15;

	OpenMetricsParser(byte[] text, int length, ExpositionLimits limits) {
		super(text, length, ExpositionFormat.OPENMETRICS_1_0_0, limits);
	}

	@Override
	Exposition parse() {
		int end = startOfEnd();
		while (this.position < end) {
			switch (this.text[this.position]) {
				case '\n' -> throw malformed("an empty line");
				case '#' -> header();
				default -> sample();
			}
		}
		return result();
	}

	/**
	 * Returns where the last line begins, which is {@code # EOF}.
	 */
	private int startOfEnd() {
		int length = this.length;
		int end = (length > 0 && this.text[length - 1] == '\n') ? length - 1 : length;
		int start = end - EOF.length;
		if (start < 0 || !Arrays.equals(this.text, start, end, EOF, 0, EOF.length)
				|| (start > 0 && this.text[start - 1] != '\n')) {
			this.position = length;
			throw malformed("the last line is not # EOF, so the exposition may be cut off");
		}
		return start;
	}

	private void header() {
		if (isNext(TYPE)) {
			Family family = family(TYPE);
			type(family);
			checkUnitFitsType(family);
		}
		else if (isNext(UNIT)) {
			Family family = family(UNIT);
			unit(family);
			checkUnitFitsType(family);
		}
		else if (isNext(HELP)) {
			help(family(HELP));
		}
		else if (isNext(EOF)) {
			throw malformed("# EOF stands before the end");
		}
		else {
			throw malformed("a comment that is none of TYPE, UNIT and HELP");
		}
	}

	private void checkUnitFitsType(Family family) {
		MetricName unit = family.unit();
		if (unit != null && unit.length() > 0
				&& (family.type() == MetricType.INFO || family.type() == MetricType.STATESET)) {
			throw malformed("an info or a stateset has no unit");
		}
	}

	private boolean isNext(byte[] expected) {
		int end = this.position + expected.length;
		return end <= this.length && Arrays.equals(this.text, this.position, end, expected, 0, expected.length);
	}

	private Family family(byte[] keyword) {
		this.position += keyword.length;
		int start = this.position;
		metricName();
		int end = this.position;
		expect(' ', "not a metric name and a blank in TYPE, UNIT or HELP");
		Family current = this.family;
		Family family = familyOfHeader(start, end);
		if (family != current) {
			checkNotReserved(family.name());
			checkNotReserved(family.name(), MetricType.CREATED_SUFFIX);
		}
		else if (family.sampleCount() > 0) {
			throw malformed("TYPE, UNIT or HELP stands behind the family's samples");
		}
		return family;
	}

	private void unit(Family family) {
		if (family.unit() != null) {
			throw malformed("a second UNIT for the same family");
		}
		int start = this.position;
		while (is(METRIC_NAME, this.text[this.position])) {
			this.position++;
		}
		MetricName unit = new MetricName(this.text, start, this.position);
		expect('\n', "UNIT has a character that no metric name has");
		if (unit.length() > 0 && !family.name().endsWithUnit(unit)) {
			throw malformed("the name of a family does not end with its unit");
		}
		family.unit(unit);
	}

	private void help(Family family) {
		if (family.hasHelp()) {
			throw malformed("a second HELP for the same family");
		}
		// The text format has no blanks there, and client_java writes one for nothing.
		skipBlanks();
		int start = this.position;
		byte c;
		while ((c = this.text[this.position]) != '\n') {
			if (c < 0) {
				this.position += utf8Character();
			}
			else if (c == '"') {
				throw malformed("HELP has a quote that is not escaped");
			}
			else if (c == '\\') {
				byte escaped = this.text[this.position + 1];
				if (escaped != '\\' && escaped != '"' && escaped != 'n') {
					throw malformed("HELP has an escape that is none of \\\\, \\\" and \\n");
				}
				this.position += 2;
			}
			else {
				this.position++;
			}
		}
		family.help(start, this.position);
		this.position++;
	}

	private void sample() {
		checkSampleCount();
		int start = this.position;
		metricName();
		int nameEnd = this.position;
		long hash = nameHash(start, nameEnd);
		int special = addToFamily(start, nameEnd);
		if (this.text[this.position] == '{') {
			hash += labels(true);
		}
		expect(' ', "not exactly one blank before the value");
		int valueStart = this.position;
		value();
		if (this.text[this.position] != '\n') {
			special |= rest(nameEnd);
		}
		endSample(start, valueStart, hash, special);
	}

	private int addToFamily(int nameStart, int nameEnd) {
		Family current = this.family;
		int special = (current != null) ? current.addSample(this.text, nameStart, nameEnd) : Family.NOT_ITS_OWN;
		if (special != Family.NOT_ITS_OWN) {
			return special;
		}
		if (current != null && current.name().equalsBytes(this.text, nameStart, nameEnd)) {
			throw malformed("a sample's name lacks the suffix that its family's type asks for");
		}
		MetricName name = new MetricName(this.text, nameStart, nameEnd);
		checkNotReserved(name);
		checkNotReserved(name, MetricType.CREATED_SUFFIX);
		return newFamily(name).addSample(this.text, nameStart, nameEnd);
	}

	/**
	 * Reads labels in braces.
	 * @return their hash, which does not depend on their order
	 */
	private long labels(boolean ofSample) {
		beginLabels();
		this.position++;
		long hash = 0;
		if (this.text[this.position] != '}') {
			hash = label(ofSample);
			while (this.text[this.position] == ',') {
				this.position++;
				hash += label(ofSample);
			}
		}
		expect('}', "neither a comma nor a closing brace behind a label");
		return hash;
	}

	@Override
	void skipLooseBlanks() {
		// There are none in OpenMetrics.
	}

	@Override
	int rest(int nameEnd) {
		int special = 0;
		if (this.text[this.position + 1] != '#') {
			timestamp();
			special = Samples.TIMESTAMP;
		}
		if (this.text[this.position] != '\n') {
			exemplar();
			special |= (endsIn(TOTAL, nameEnd) || endsIn(BUCKET, nameEnd)) ? Samples.EXEMPLAR : Samples.STRAY_EXEMPLAR;
		}
		return special;
	}

	private boolean endsIn(byte[] suffix, int end) {
		int start = end - suffix.length;
		return start >= 0 && Arrays.equals(this.text, start, end, suffix, 0, suffix.length);
	}

	private void timestamp() {
		expect(' ', "not exactly one blank before a timestamp");
		int start = this.position;
		int digits = digits();
		int fraction = 0;
		if (this.text[this.position] == '.') {
			this.position++;
			fraction = digits();
		}
		boolean valid = digits + fraction > 0 && digits <= MAX_TIMESTAMP_DIGITS;
		if (valid && (this.text[this.position] | 0x20) == 'e') {
			valid = exponent() > 0 && number(start) < MAX_TIMESTAMP;
		}
		if (!valid || (this.text[this.position] != ' ' && this.text[this.position] != '\n')) {
			throw malformed("not a timestamp in seconds since 1970");
		}
	}

	private void exemplar() {
		expect(' ', "neither an exemplar nor the end of the line behind a value or timestamp");
		expect('#', "neither an exemplar nor the end of the line behind a value or timestamp");
		expect(' ', "not exactly one blank before the labels of an exemplar");
		if (this.text[this.position] != '{') {
			throw malformed("an exemplar does not begin with its labels in braces");
		}
		Extent ofSamples = extent();
		labels(false);
		countAsExemplar(ofSamples);
		expect(' ', "not exactly one blank before the value of an exemplar");
		value();
		if (this.text[this.position] != '\n') {
			timestamp();
		}
		if (this.text[this.position] != '\n') {
			throw malformed("something stands behind an exemplar");
		}
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

}
