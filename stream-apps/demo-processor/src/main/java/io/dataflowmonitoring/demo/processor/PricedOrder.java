package io.dataflowmonitoring.demo.processor;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/**
 * An order with its price. Travels as JSON.
 *
 * @param id unique id
 * @param region where the order comes from
 * @param product name of the product
 * @param quantity number of pieces
 * @param createdAt when the order was placed
 * @param unitPrice price of one piece
 * @param total price of all pieces
 * @param currency ISO 4217 code of the currency of both prices
 */
record PricedOrder(UUID id, Region region, String product, int quantity, Instant createdAt, BigDecimal unitPrice,
		BigDecimal total, String currency) {
}
