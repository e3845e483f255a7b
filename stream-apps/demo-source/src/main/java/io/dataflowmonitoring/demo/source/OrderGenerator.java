package io.dataflowmonitoring.demo.source;

import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Makes up one order per call, and counts it in {@code demo_orders_placed_total}.
 */
final class OrderGenerator implements Supplier<Order> {

	private static final List<Region> REGIONS = List.of(Region.values());

	private static final List<String> PRODUCTS = List.of("keyboard", "monitor", "mouse", "notebook", "webcam");

	private static final int MAX_QUANTITY = 5;

	private final MeterProvider<Counter> placed;

	private final RandomGenerator random;

	private final Clock clock;

	OrderGenerator(MeterRegistry registry, RandomGenerator random, Clock clock) {
		this.placed = Counter.builder("demo.orders.placed").description("Orders placed").withRegistry(registry);
		this.random = random;
		this.clock = clock;
		// A counter that appears with its first order hides that order from rate() and
		// increase(): have them all from the start.
		REGIONS.forEach((region) -> this.placed.withTag("region", region.name()));
	}

	@Override
	public Order get() {
		Order order = new Order(UUID.randomUUID(), pick(REGIONS), pick(PRODUCTS),
				this.random.nextInt(1, MAX_QUANTITY + 1), this.clock.instant());
		this.placed.withTag("region", order.region().name()).increment();
		return order;
	}

	private <T> T pick(List<T> values) {
		return values.get(this.random.nextInt(values.size()));
	}

}
