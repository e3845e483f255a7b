package io.dataflowmonitoring.demo.processor;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.cloud.stream.binder.test.EnableTestBinder;
import org.springframework.cloud.stream.binder.test.InputDestination;
import org.springframework.cloud.stream.binder.test.OutputDestination;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.GenericMessage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The app with the test binder, and with the properties that Spring Cloud Data Flow sets.
 */
@SpringBootTest(properties = { "spring.cloud.stream.bindings.input.destination=shop.demo-source",
		"spring.cloud.stream.bindings.input.group=shop",
		"spring.cloud.stream.bindings.output.destination=shop.demo-processor",
		"micrometer.prometheus.rsocket.enabled=false" })
@EnableTestBinder
class DemoProcessorApplicationTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	@Autowired
	private InputDestination input;

	@Autowired
	private OutputDestination output;

	@Test
	void ordersArePricedBetweenTheDestinationsThatDataFlowSets() {
		this.input.send(new GenericMessage<>("""
				{"id":"0f8fad5b-d9cb-469f-a165-70867728950e","region":"AMER","product":"monitor","quantity":2,\
				"createdAt":"2026-03-01T12:00:00.123456Z"}""".getBytes(StandardCharsets.UTF_8)), "shop.demo-source");
		Message<byte[]> priced = this.output.receive(TIMEOUT.toMillis(), "shop.demo-processor");
		assertThat(priced).isNotNull();
		assertThat(priced.getHeaders()).containsEntry(MessageHeaders.CONTENT_TYPE, "application/json");
		assertThat(new String(priced.getPayload(), StandardCharsets.UTF_8)).isEqualTo("""
				{"id":"0f8fad5b-d9cb-469f-a165-70867728950e","region":"AMER","product":"monitor","quantity":2,\
				"createdAt":"2026-03-01T12:00:00.123456Z","unitPrice":229.00,"total":458.00,"currency":"EUR"}""");
	}

}
