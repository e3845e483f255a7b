package io.dataflowmonitoring.demo.task;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

import org.springframework.batch.infrastructure.item.ItemProcessor;

/**
 * Prices an order. Takes as long and fails as the properties say.
 */
final class OrderPricer implements ItemProcessor<Order, PricedOrder> {

	private final Duration delay;

	private final int failAt;

	OrderPricer(Duration delay, int failAt) {
		this.delay = delay;
		this.failAt = failAt;
	}

	@Override
	public PricedOrder process(Order order) throws InterruptedException {
		Thread.sleep(this.delay.toMillis());
		if (order.number() == this.failAt) {
			throw new IllegalStateException(
					"Order %d (%s) fails, as demo.task.fail-at=%d demands. Leave demo.task.fail-at out."
						.formatted(order.number(), order.id(), this.failAt));
		}
		BigDecimal amount = order.unitPrice()
			.multiply(BigDecimal.valueOf(order.quantity()))
			.setScale(2, RoundingMode.HALF_UP);
		return new PricedOrder(order.region(), order.quantity(), amount);
	}

}
