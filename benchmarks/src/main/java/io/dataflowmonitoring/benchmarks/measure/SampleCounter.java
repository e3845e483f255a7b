package io.dataflowmonitoring.benchmarks.measure;

import java.io.OutputStream;

/**
 * Counts the lines of an exposition in text format that are samples, as they go by.
 */
final class SampleCounter extends OutputStream {

	private boolean atLineStart = true;

	private long samples;

	@Override
	public void write(int value) {
		write(new byte[] { (byte) value }, 0, 1);
	}

	@Override
	public void write(byte[] bytes, int offset, int length) {
		int end = offset + length;
		int next = offset;
		while (next < end) {
			if (this.atLineStart && bytes[next] != '#' && bytes[next] != '\n') {
				this.samples++;
			}
			while (next < end && bytes[next] != '\n') {
				next++;
			}
			this.atLineStart = next < end;
			next++;
		}
	}

	long samples() {
		return this.samples;
	}

}
