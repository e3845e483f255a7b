package io.dataflowmonitoring.proxy.scrape;

import java.time.Duration;

import io.dataflowmonitoring.proxy.exposition.ExpositionLimits;

/**
 * How late and how large the answer of an app may be.
 *
 * @param timeout after how long an answer is given up for good. Much longer than a scrape
 * may take: a slow app must not be asked again while it is still busy with the last
 * question.
 * @param exposition how large it may be
 */
public record PullLimits(Duration timeout, ExpositionLimits exposition) {
}
