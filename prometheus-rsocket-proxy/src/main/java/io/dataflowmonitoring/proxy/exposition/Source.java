package io.dataflowmonitoring.proxy.exposition;

/**
 * One of the expositions that are merged.
 *
 * @param app the app that it comes from, as reports shall name it
 * @param exposition what the app said
 */
public record Source(String app, Exposition exposition) {
}
