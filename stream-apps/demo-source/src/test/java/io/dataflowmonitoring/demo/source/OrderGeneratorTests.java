package io.dataflowmonitoring.demo.source;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OrderGeneratorTests {

	private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

	private final MeterRegistry registry = new SimpleMeterRegistry();

	private final OrderGenerator generator = new OrderGenerator(this.registry, new Random(1),
			Clock.fixed(NOW, ZoneOffset.UTC));

	@Test
	void ordersDifferAndAreComplete() {
		List<Order> orders = Stream.generate(this.generator).limit(100).toList();
		assertThat(orders).extracting(Order::id).doesNotHaveDuplicates();
		assertThat(orders).extracting(Order::region).contains(Region.values());
		assertThat(orders).extracting(Order::quantity).contains(1, 5).allMatch((quantity) -> quantity >= 1);
		assertThat(orders).extracting(Order::product).doesNotContain("").hasSizeGreaterThan(1);
		assertThat(orders).extracting(Order::createdAt).containsOnly(NOW);
	}

	@Test
	void everyRegionHasItsCounterBeforeTheFirstOrder() {
		for (Region region : Region.values()) {
			assertThat(placed(region)).isZero();
		}
	}

	@Test
	void anOrderIsCountedForItsRegion() {
		Order order = this.generator.get();
		for (Region region : Region.values()) {
			assertThat(placed(region)).isEqualTo((region == order.region()) ? 1 : 0);
		}
	}

	private double placed(Region region) {
		return this.registry.get("demo.orders.placed").tag("region", region.name()).counter().count();
	}

}
