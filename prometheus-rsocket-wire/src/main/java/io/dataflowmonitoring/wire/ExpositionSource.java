package io.dataflowmonitoring.wire;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes an app's current metrics. {@code PrometheusMeterRegistry::scrape} fits.
 */
@FunctionalInterface
public interface ExpositionSource {

	/**
	 * Writes all current metrics in the format asked for.
	 * @param out where to write; the caller closes it
	 * @param contentType the format, as the value of a {@code Content-Type} header; see
	 * {@link ExpositionFormat}
	 * @throws IOException if the metrics cannot be read or written
	 */
	void writeTo(OutputStream out, String contentType) throws IOException;

	/**
	 * Writes all current metrics into memory.
	 * @param format the format
	 * @return the exposition
	 * @throws IOException if the metrics cannot be read or written
	 */
	default byte[] write(ExpositionFormat format) throws IOException {
		ExpositionBuffer buffer = new ExpositionBuffer(false);
		buffer.fill(this, format, Integer.MAX_VALUE);
		return buffer.toBytes();
	}

}
