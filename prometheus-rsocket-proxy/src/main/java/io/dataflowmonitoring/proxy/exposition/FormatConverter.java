package io.dataflowmonitoring.proxy.exposition;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import io.dataflowmonitoring.wire.ExpositionFormat;

/**
 * Writes in one format what was given in the other.
 */
final class FormatConverter {

	private static final int MILLISECOND_DIGITS = 3;

	private final ExpositionFormat format;

	private final ExpositionWriter writer;

	/**
	 * Creates a converter.
	 * @param format the format to write
	 * @param writer where to write
	 */
	FormatConverter(ExpositionFormat format, ExpositionWriter writer) {
		this.format = format;
		this.writer = writer;
	}

	/**
	 * Returns what must be special about a sample for its line to be no good as it is.
	 * @param given the format that it was given in
	 * @param type the type of its family
	 */
	int converted(ExpositionFormat given, @Nullable MetricType type) {
		int exemplars = Samples.STRAY_EXEMPLAR;
		if (!isOpenMetrics() || type == null || !type.hasExemplars()) {
			exemplars |= Samples.EXEMPLAR;
		}
		if (given == this.format) {
			return exemplars;
		}
		return exemplars | Samples.TIMESTAMP | Samples.LOOSE | Samples.TRAILING_COMMA;
	}

	/**
	 * Writes a HELP text. In OpenMetrics, its quotes are escaped.
	 */
	void writeHelp(byte[] text, int start, int end) throws IOException {
		int runStart = start;
		int position = start;
		while (position < end) {
			byte c = text[position];
			if (c == '\\' && text[position + 1] == '"') {
				// Not in text: there, a backslash stands before itself or n.
				this.writer.write(text, runStart, position);
				runStart = position + 1;
			}
			else if (c == '"' && isOpenMetrics()) {
				this.writer.write(text, runStart, position);
				this.writer.write('\\');
				runStart = position;
			}
			position += (c == '\\') ? 2 : 1;
		}
		this.writer.write(text, runStart, end);
	}

	/**
	 * Writes a sample, without its exemplar.
	 * @param given the format that it was given in
	 */
	void writeSample(byte[] text, Samples samples, int sample, ExpositionFormat given) throws IOException {
		int seriesEnd = samples.seriesEnd(sample);
		if ((samples.special(sample) & (Samples.LOOSE | Samples.TRAILING_COMMA)) != 0) {
			writeSeries(text, samples.start(sample), seriesEnd);
		}
		else {
			this.writer.write(text, samples.start(sample), seriesEnd);
		}
		int valueStart = samples.valueStart(sample);
		int valueEnd = skipWord(text, valueStart);
		this.writer.write(' ');
		this.writer.write(text, valueStart, valueEnd);
		if ((samples.special(sample) & Samples.TIMESTAMP) != 0) {
			int timeStart = skipBlanks(text, valueEnd);
			int timeEnd = skipWord(text, timeStart);
			this.writer.write(' ');
			if (given == this.format) {
				this.writer.write(text, timeStart, timeEnd);
			}
			else if (isOpenMetrics()) {
				writeSeconds(text, timeStart, timeEnd);
			}
			else {
				writeMilliseconds(text, timeStart, timeEnd);
			}
		}
		this.writer.write('\n');
	}

	/**
	 * Writes a name and labels without blanks, and without a comma behind the last label.
	 */
	private void writeSeries(byte[] text, int start, int end) throws IOException {
		int runStart = start;
		int position = start;
		while (position < end) {
			byte c = text[position];
			if (c > ',') {
				position++;
			}
			else if (c == '"') {
				position = skipQuoted(text, position);
			}
			else if (ExpositionScanner.isBlank(c) || (c == ',' && text[skipBlanks(text, position + 1)] == '}')) {
				this.writer.write(text, runStart, position);
				position++;
				runStart = position;
			}
			else {
				position++;
			}
		}
		this.writer.write(text, runStart, end);
	}

	private void writeSeconds(byte[] text, int start, int end) throws IOException {
		int point = Math.max(start, end - MILLISECOND_DIGITS);
		if (point == start) {
			this.writer.write('0');
		}
		this.writer.write(text, start, point);
		this.writer.write('.');
		for (int missing = MILLISECOND_DIGITS - (end - point); missing > 0; missing--) {
			this.writer.write('0');
		}
		this.writer.write(text, point, end);
	}

	private void writeMilliseconds(byte[] text, int start, int end) throws IOException {
		int point = end;
		for (int i = end - 1; i >= start; i--) {
			if ((text[i] | 0x20) == 'e') {
				String seconds = new String(text, start, end - start, StandardCharsets.US_ASCII);
				long milliseconds = (long) (Double.parseDouble(seconds) * 1_000);
				this.writer.write(Long.toString(milliseconds).getBytes(StandardCharsets.US_ASCII));
				return;
			}
			if (text[i] == '.') {
				point = i;
			}
		}
		this.writer.write(text, start, point);
		int fractionStart = Math.min(point + 1, end);
		int fractionEnd = Math.min(fractionStart + MILLISECOND_DIGITS, end);
		this.writer.write(text, fractionStart, fractionEnd);
		for (int missing = MILLISECOND_DIGITS - (fractionEnd - fractionStart); missing > 0; missing--) {
			this.writer.write('0');
		}
	}

	private static int skipQuoted(byte[] text, int openingQuote) {
		int position = ByteRuns.endOfPlain(text, openingQuote + 1);
		while (text[position] != '"') {
			position = ByteRuns.endOfPlain(text, position + ((text[position] == '\\') ? 2 : 1));
		}
		return position + 1;
	}

	private static int skipBlanks(byte[] text, int start) {
		int position = start;
		while (ExpositionScanner.isBlank(text[position])) {
			position++;
		}
		return position;
	}

	private static int skipWord(byte[] text, int start) {
		int position = start;
		while (text[position] != '\n' && !ExpositionScanner.isBlank(text[position])) {
			position++;
		}
		return position;
	}

	private boolean isOpenMetrics() {
		return this.format == ExpositionFormat.OPENMETRICS_1_0_0;
	}

}
