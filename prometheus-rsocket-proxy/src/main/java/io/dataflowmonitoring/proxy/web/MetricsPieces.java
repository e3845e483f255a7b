package io.dataflowmonitoring.proxy.web;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Metrics that are written piece by piece, so that they need not be in memory as a whole.
 */
@FunctionalInterface
interface MetricsPieces {

	/**
	 * Writes the next piece.
	 * @param out where to write
	 * @param enough the number of bytes after which the piece may end
	 * @return whether there is more to write
	 * @throws IOException if writing fails
	 */
	boolean writeNext(OutputStream out, int enough) throws IOException;

}
