package io.dataflowmonitoring.demo.shipping;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * How much the task does, and how it can be made slower or failing, so that the dashboard
 * has something to show.
 *
 * @param orders How many orders to ship.
 * @param delay Time that each order takes on top.
 * @param failAt Number of the order that fails, counted from 1, or 0 for none.
 */
@ConfigurationProperties("demo.shipping")
record ShippingProperties(@DefaultValue("60") int orders, @DefaultValue("0") Duration delay, int failAt) {

	ShippingProperties {
		Assert.isTrue(orders >= 0, () -> "demo.shipping.orders must be 0 or more, not " + orders);
		Assert.isTrue(!delay.isNegative(), () -> "demo.shipping.delay must not be negative, but is " + delay);
		Assert.isTrue(failAt >= 0,
				() -> "demo.shipping.fail-at must be 0 (none) or the number of an order, not " + failAt);
	}

}
