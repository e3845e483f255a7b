package io.dataflowmonitoring.demo.processor;

import java.math.BigDecimal;
import java.util.Map;
import java.util.function.Function;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Prices an order from the price list, and counts it in {@code demo_orders_priced_total}.
 */
final class OrderPricing implements Function<Order, PricedOrder> {

	private static final String CURRENCY = "EUR";

	private static final Map<String, BigDecimal> PRICES = Map.of("keyboard", new BigDecimal("49.90"), "monitor",
			new BigDecimal("229.00"), "mouse", new BigDecimal("19.90"), "notebook", new BigDecimal("899.00"), "webcam",
			new BigDecimal("64.50"));

	private final MeterProvider<Counter> priced;

	private final FaultInjection faultInjection;

	OrderPricing(MeterRegistry registry, FaultInjection faultInjection) {
		this.priced = Counter.builder("demo.orders.priced").description("Orders priced").withRegistry(registry);
		this.faultInjection = faultInjection;
		// A counter that appears with its first order hides that order from rate() and
		// increase(): have them all from the start.
		for (Region region : Region.values()) {
			this.priced.withTag("region", region.name());
		}
	}

	@Override
	public PricedOrder apply(Order order) {
		this.faultInjection.inject();
		BigDecimal unitPrice = PRICES.get(order.product());
		if (unitPrice == null) {
			throw new IllegalArgumentException(
					"Order " + order.id() + ": no price for product '" + order.product() + "'");
		}
		BigDecimal total = unitPrice.multiply(BigDecimal.valueOf(order.quantity()));
		this.priced.withTag("region", order.region().name()).increment();
		return new PricedOrder(order.id(), order.region(), order.product(), order.quantity(), order.createdAt(),
				unitPrice, total, CURRENCY);
	}

}
