package io.dataflowmonitoring.proxy.status;

import java.time.Instant;
import java.util.List;

/**
 * All that the page shows, as {@code /status} answers it.
 *
 * @param time when it was so
 * @param proxy the proxy
 * @param totals all apps together
 * @param problems what is wrong, the worst first
 * @param limits how near the limits are, the nearest first
 * @param timeline the last minutes, the oldest coming first
 * @param apps the apps that are connected, in the order in which they connected, and
 * after them those that were lost
 * @param finalPushes the final pushes that are kept, the latest one coming first
 */
public record Status(Instant time, ProxyView proxy, Totals totals, List<Problem> problems, List<LimitView> limits,
		List<TimelinePoint> timeline, List<AppView> apps, List<PushView> finalPushes) {
}
