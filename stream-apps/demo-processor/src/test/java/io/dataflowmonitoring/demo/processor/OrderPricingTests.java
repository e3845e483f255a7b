package io.dataflowmonitoring.demo.processor;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class OrderPricingTests {

	private static final Order ORDER = order("mouse");

	private final MeterRegistry registry = new SimpleMeterRegistry();

	@Test
	void anOrderIsPricedAndKeepsWhatItHad() {
		assertThat(pricing(0).apply(ORDER)).isEqualTo(new PricedOrder(ORDER.id(), Region.APAC, "mouse", 3,
				ORDER.createdAt(), new BigDecimal("19.90"), new BigDecimal("59.70"), "EUR"));
	}

	@Test
	void aPricedOrderIsCountedForItsRegion() {
		pricing(0).apply(ORDER);
		assertThat(priced(Region.APAC)).isEqualTo(1);
		assertThat(priced(Region.EMEA)).isZero();
		assertThat(priced(Region.AMER)).isZero();
	}

	@Test
	void aProductWithoutAPriceIsNamedAndNotCounted() {
		Order order = order("piano");
		assertThatIllegalArgumentException().isThrownBy(() -> pricing(0).apply(order))
			.withMessage("Order %s: no price for product 'piano'", order.id());
		assertThat(priced(Region.APAC)).isZero();
	}

	@Test
	void aFailedAttemptIsNotCounted() {
		OrderPricing pricing = pricing(1);
		assertThatIllegalStateException().isThrownBy(() -> pricing.apply(ORDER));
		assertThat(priced(Region.APAC)).isZero();
	}

	private OrderPricing pricing(double failureRate) {
		return new OrderPricing(this.registry, new FaultInjection(Duration.ZERO, failureRate, new Random()));
	}

	private double priced(Region region) {
		return this.registry.get("demo.orders.priced").tag("region", region.name()).counter().count();
	}

	private static Order order(String product) {
		return new Order(UUID.randomUUID(), Region.APAC, product, 3, Instant.parse("2026-03-01T12:00:00Z"));
	}

}
