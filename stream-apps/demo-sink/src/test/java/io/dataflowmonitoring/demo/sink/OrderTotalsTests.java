package io.dataflowmonitoring.demo.sink;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class OrderTotalsTests {

	private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

	private final MeterRegistry registry = new SimpleMeterRegistry();

	@Test
	void totalsAreKeptPerRegion() {
		OrderTotals totals = totals(0);
		totals.accept(order(Region.EMEA, "59.70"));
		totals.accept(order(Region.EMEA, "0.30"));
		totals.accept(order(Region.APAC, "229.00"));
		assertThat(received(Region.EMEA)).isEqualTo(2);
		assertThat(value(Region.EMEA)).isEqualTo(60);
		assertThat(received(Region.APAC)).isEqualTo(1);
		assertThat(value(Region.APAC)).isEqualTo(229);
		assertThat(received(Region.AMER)).isZero();
		assertThat(value(Region.AMER)).isZero();
	}

	@Test
	void theLatencyCountsFromThePlacingOfTheOrder() {
		totals(0).accept(order(Region.EMEA, "59.70"));
		assertThat(latency().count()).isEqualTo(1);
		assertThat(latency().totalTime(TimeUnit.MILLISECONDS)).isEqualTo(250);
	}

	@Test
	void aFailedAttemptIsNotCounted() {
		OrderTotals totals = totals(1);
		assertThatIllegalStateException().isThrownBy(() -> totals.accept(order(Region.EMEA, "59.70")));
		assertThat(received(Region.EMEA)).isZero();
		assertThat(value(Region.EMEA)).isZero();
		assertThat(latency().count()).isZero();
	}

	private OrderTotals totals(double failureRate) {
		return new OrderTotals(this.registry, new FaultInjection(Duration.ZERO, failureRate, new Random()),
				Clock.fixed(NOW, ZoneOffset.UTC));
	}

	private double received(Region region) {
		return this.registry.get("demo.orders.received").tag("region", region.name()).counter().count();
	}

	private double value(Region region) {
		return this.registry.get("demo.order.value").tag("region", region.name()).counter().count();
	}

	private Timer latency() {
		return this.registry.get("demo.order.latency").timer();
	}

	private static PricedOrder order(Region region, String total) {
		return new PricedOrder(region, new BigDecimal(total), NOW.minusMillis(250));
	}

}
