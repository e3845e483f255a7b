package io.dataflowmonitoring.demo.shipping;

import java.time.Duration;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.DefaultApplicationArguments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class ShippingTests {

	private final MeterRegistry registry = new SimpleMeterRegistry();

	@Test
	void everyOrderIsCountedInItsRegion() throws InterruptedException {
		ship(new ShippingProperties(6, Duration.ZERO, 0));
		for (String region : new String[] { "AMER", "APAC", "EMEA" }) {
			assertThat(this.registry.get("demo.orders.shipped").tag("region", region).counter().count()).isEqualTo(2);
		}
	}

	@Test
	void theOrdersBeforeTheOneThatFailsAreCounted() {
		assertThatIllegalStateException().isThrownBy(() -> ship(new ShippingProperties(6, Duration.ZERO, 2)))
			.withMessageContaining("Order 2 fails");
		assertThat(this.registry.get("demo.orders.shipped").counters()).hasSize(1);
	}

	@Test
	void aMistakeInThePropertiesIsNamed() {
		assertThatIllegalArgumentException().isThrownBy(() -> new ShippingProperties(-1, Duration.ZERO, 0))
			.withMessageContaining("demo.shipping.orders");
		assertThatIllegalArgumentException().isThrownBy(() -> new ShippingProperties(1, Duration.ofMillis(-1), 0))
			.withMessageContaining("demo.shipping.delay");
		assertThatIllegalArgumentException().isThrownBy(() -> new ShippingProperties(1, Duration.ZERO, -1))
			.withMessageContaining("demo.shipping.fail-at");
	}

	private void ship(ShippingProperties properties) throws InterruptedException {
		new Shipping(properties, this.registry).run(new DefaultApplicationArguments());
	}

}
