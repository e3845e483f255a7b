package io.dataflowmonitoring.demo.shipping;

import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/**
 * The work of the task. It ships made-up orders, to each region in turn.
 */
@Component
final class Shipping implements ApplicationRunner {

	private static final Logger logger = LoggerFactory.getLogger(Shipping.class);

	private static final List<String> REGIONS = List.of("AMER", "APAC", "EMEA");

	private final ShippingProperties properties;

	private final MeterRegistry registry;

	Shipping(ShippingProperties properties, MeterRegistry registry) {
		this.properties = properties;
		this.registry = registry;
	}

	@Override
	public void run(ApplicationArguments arguments) throws InterruptedException {
		for (int order = 1; order <= this.properties.orders(); order++) {
			Thread.sleep(this.properties.delay().toMillis());
			if (order == this.properties.failAt()) {
				throw new IllegalStateException("Order " + order + " fails because demo.shipping.fail-at is set to it");
			}
			String region = REGIONS.get(order % REGIONS.size());
			this.registry.counter("demo.orders.shipped", "region", region).increment();
		}
		logger.info("{} orders shipped", this.properties.orders());
	}

}
