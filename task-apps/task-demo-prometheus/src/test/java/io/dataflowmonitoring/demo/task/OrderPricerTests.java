package io.dataflowmonitoring.demo.task;

import java.math.BigDecimal;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class OrderPricerTests {

	@Test
	void theAmountIsRoundedToCents() throws Exception {
		OrderPricer pricer = new OrderPricer(Duration.ZERO, 0);
		assertThat(pricer.process(order(1, 3, "0.335"))).isEqualTo(new PricedOrder("EMEA", 3, new BigDecimal("1.01")));
	}

	@Test
	void onlyTheChosenOrderFails() throws Exception {
		OrderPricer pricer = new OrderPricer(Duration.ZERO, 2);
		assertThat(pricer.process(order(1, 1, "1.00"))).isNotNull();
		assertThatIllegalStateException().isThrownBy(() -> pricer.process(order(2, 1, "1.00")))
			.withMessageContaining("Order 2 (o-2)")
			.withMessageContaining("demo.task.fail-at=2");
		assertThat(pricer.process(order(3, 1, "1.00"))).isNotNull();
	}

	private static Order order(int number, int quantity, String unitPrice) {
		return new Order(number, "o-" + number, "EMEA", "Lamp", quantity, new BigDecimal(unitPrice));
	}

}
