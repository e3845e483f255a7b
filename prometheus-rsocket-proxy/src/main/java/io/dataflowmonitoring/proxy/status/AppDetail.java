package io.dataflowmonitoring.proxy.status;

import java.util.List;

/**
 * One app with its last scrapes.
 *
 * @param app the app
 * @param scrapes its last scrapes, the oldest one coming first
 */
public record AppDetail(AppView app, List<PastScrape> scrapes) {
}
