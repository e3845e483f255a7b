package io.dataflowmonitoring.proxy.push;

import java.time.Duration;

/**
 * How long and how many final pushes are kept, in memory and on disk alike.
 *
 * @param retention how long a push is part of each scrape, counted from its arrival
 * @param undeliveredRetention how long a push is kept at most that no scrape has had; not
 * shorter than the retention
 * @param maxPushes how many pushes are kept at most
 * @param maxBytes how many bytes of expositions are kept at most
 */
public record PushLimits(Duration retention, Duration undeliveredRetention, int maxPushes, long maxBytes) {
}
