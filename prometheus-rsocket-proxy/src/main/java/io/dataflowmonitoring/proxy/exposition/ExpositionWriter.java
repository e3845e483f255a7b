package io.dataflowmonitoring.proxy.exposition;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes bytes and counts them.
 */
final class ExpositionWriter {

	private OutputStream out = OutputStream.nullOutputStream();

	private long bytes;

	/**
	 * Says where to write from now on.
	 */
	void to(OutputStream out) {
		this.out = out;
	}

	/**
	 * Returns how many bytes were written, wherever to.
	 */
	long bytes() {
		return this.bytes;
	}

	void write(char character) throws IOException {
		this.out.write(character);
		this.bytes++;
	}

	void write(byte[] text) throws IOException {
		write(text, 0, text.length);
	}

	void write(MetricName name) throws IOException {
		write(name.bytes(), name.start(), name.start() + name.length());
	}

	void write(byte[] text, int start, int end) throws IOException {
		this.out.write(text, start, end - start);
		this.bytes += end - start;
	}

}
