package io.dataflowmonitoring.demo.task;

import java.math.BigDecimal;

/**
 * What counts of an order for the totals.
 *
 * @param amount price of the whole order in EUR
 */
record PricedOrder(String region, int quantity, BigDecimal amount) {
}
