/**
 * Reads, checks, merges and writes expositions, in text format 0.0.4 and OpenMetrics 1.0
 * and from either to the other. Works on bytes alone and knows neither Spring nor
 * RSocket, nor any other room of the proxy. One
 * {@link io.dataflowmonitoring.proxy.exposition.Exposition} is what one app said, read by
 * an {@link io.dataflowmonitoring.proxy.exposition.ExpositionReader} that knows what the
 * app said last; {@link io.dataflowmonitoring.proxy.exposition.MergedExposition} is what
 * Prometheus reads.
 */
@NullMarked
package io.dataflowmonitoring.proxy.exposition;

import org.jspecify.annotations.NullMarked;
