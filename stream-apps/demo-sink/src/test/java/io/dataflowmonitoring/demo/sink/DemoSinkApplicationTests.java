package io.dataflowmonitoring.demo.sink;

import java.nio.charset.StandardCharsets;

import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.cloud.stream.binder.test.EnableTestBinder;
import org.springframework.cloud.stream.binder.test.InputDestination;
import org.springframework.messaging.support.GenericMessage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The app with the test binder, and with the properties that Spring Cloud Data Flow sets.
 */
@SpringBootTest(properties = { "spring.cloud.stream.bindings.input.destination=shop.demo-processor",
		"spring.cloud.stream.bindings.input.group=shop", "micrometer.prometheus.rsocket.enabled=false" })
@EnableTestBinder
class DemoSinkApplicationTests {

	@Autowired
	private InputDestination input;

	@Autowired
	private MeterRegistry registry;

	@Test
	void pricedOrdersAreCountedFromTheDestinationThatDataFlowSets() {
		this.input.send(new GenericMessage<>("""
				{"id":"0f8fad5b-d9cb-469f-a165-70867728950e","region":"AMER","product":"monitor","quantity":2,\
				"createdAt":"2026-03-01T12:00:00.123456Z","unitPrice":229.00,"total":458.00,"currency":"EUR"}"""
			.getBytes(StandardCharsets.UTF_8)), "shop.demo-processor");
		assertThat(this.registry.get("demo.orders.received").tag("region", "AMER").counter().count()).isEqualTo(1);
		assertThat(this.registry.get("demo.order.value").tag("region", "AMER").counter().count()).isEqualTo(458);
		assertThat(this.registry.get("demo.order.latency").timer().count()).isEqualTo(1);
	}

}
