package io.dataflowmonitoring.demo.sink;

import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * Keeps totals per region: {@code demo_orders_received_total} and
 * {@code demo_order_value_total}, and the latency of the stream from the placing of an
 * order to here: {@code demo_order_latency_seconds}.
 */
final class OrderTotals implements Consumer<PricedOrder> {

	private final MeterProvider<Counter> received;

	private final MeterProvider<Counter> value;

	private final Timer latency;

	private final FaultInjection faultInjection;

	private final Clock clock;

	OrderTotals(MeterRegistry registry, FaultInjection faultInjection, Clock clock) {
		this.received = Counter.builder("demo.orders.received").description("Orders received").withRegistry(registry);
		this.value = Counter.builder("demo.order.value")
			.description("Value of the orders received, in EUR")
			.withRegistry(registry);
		this.latency = Timer.builder("demo.order.latency")
			.description("Time from the placing of an order to its arrival in the totals")
			.register(registry);
		this.faultInjection = faultInjection;
		this.clock = clock;
		// A counter that appears with its first order hides that order from rate() and
		// increase(): have them all from the start.
		for (Region region : Region.values()) {
			this.received.withTag("region", region.name());
			this.value.withTag("region", region.name());
		}
	}

	@Override
	public void accept(PricedOrder order) {
		this.faultInjection.inject();
		String region = order.region().name();
		this.received.withTag("region", region).increment();
		this.value.withTag("region", region).increment(order.total().doubleValue());
		this.latency.record(Duration.between(order.createdAt(), this.clock.instant()));
	}

}
