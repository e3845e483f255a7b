package io.dataflowmonitoring.demo.processor;

import java.time.Instant;
import java.util.UUID;

/**
 * An order as the source emits it.
 *
 * @param id unique id
 * @param region where the order comes from
 * @param product name of the product
 * @param quantity number of pieces
 * @param createdAt when the order was placed
 */
record Order(UUID id, Region region, String product, int quantity, Instant createdAt) {
}
