package io.dataflowmonitoring.proxy.status;

import java.util.List;

/**
 * What there is to say besides the single apps and pushes.
 *
 * @param proxy the proxy
 * @param totals all apps together
 * @param problems what is wrong, the worst first
 * @param limits how near the limits are, the nearest first
 */
public record Summary(ProxyView proxy, Totals totals, List<Problem> problems, List<LimitView> limits) {
}
