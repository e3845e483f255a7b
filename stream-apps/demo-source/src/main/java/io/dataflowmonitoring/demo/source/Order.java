package io.dataflowmonitoring.demo.source;

import java.time.Instant;
import java.util.UUID;

/**
 * An order as it was placed, not priced yet. Travels as JSON.
 *
 * @param id unique id
 * @param region where the order comes from
 * @param product name of the product
 * @param quantity number of pieces, at least 1
 * @param createdAt when the order was placed; the sink measures the latency of the stream
 * from here
 */
record Order(UUID id, Region region, String product, int quantity, Instant createdAt) {
}
