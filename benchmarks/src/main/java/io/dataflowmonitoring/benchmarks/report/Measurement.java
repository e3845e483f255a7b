package io.dataflowmonitoring.benchmarks.report;

import java.util.Map;

/**
 * What was measured of one pair of peers.
 *
 * @param caseName the case
 * @param peers who was measured
 * @param apps how many apps there were
 * @param samples how many samples each had
 * @param figures the figures; infinite for what did not come to an end
 */
public record Measurement(String caseName, Peers peers, int apps, int samples, Map<Figure, Double> figures) {
}
