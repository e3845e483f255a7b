package io.dataflowmonitoring.demo.sink;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * What the sink reads of a priced order; everything else in the JSON is ignored.
 *
 * @param region where the order comes from
 * @param total price of all pieces, in EUR
 * @param createdAt when the order was placed
 */
record PricedOrder(Region region, BigDecimal total, Instant createdAt) {
}
