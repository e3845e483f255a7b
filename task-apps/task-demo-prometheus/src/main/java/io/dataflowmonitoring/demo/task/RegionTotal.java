package io.dataflowmonitoring.demo.task;

import java.math.BigDecimal;

/**
 * The orders of one region, summed up.
 *
 * @param orders number of orders
 * @param quantity number of pieces
 * @param amount price of all the orders in EUR
 */
record RegionTotal(String region, long orders, long quantity, BigDecimal amount) {

	static RegionTotal of(PricedOrder order) {
		return new RegionTotal(order.region(), 1, order.quantity(), order.amount());
	}

	RegionTotal plus(RegionTotal other) {
		return new RegionTotal(this.region, this.orders + other.orders, this.quantity + other.quantity,
				this.amount.add(other.amount));
	}

}
