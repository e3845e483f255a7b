package io.dataflowmonitoring.demo.source;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.cloud.stream.binder.test.EnableTestBinder;
import org.springframework.cloud.stream.binder.test.OutputDestination;
import org.springframework.integration.scheduling.PollerMetadata;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.scheduling.support.PeriodicTrigger;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The app with the test binder, and with the properties that Spring Cloud Data Flow sets.
 */
@SpringBootTest(properties = { "spring.cloud.stream.bindings.output.destination=shop.demo-source",
		"demo.source.rate=250", "micrometer.prometheus.rsocket.enabled=false" })
@EnableTestBinder
class DemoSourceApplicationTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	@Autowired
	private OutputDestination output;

	@Autowired
	private PollerMetadata poller;

	@Test
	void ordersAreEmittedAsJsonToTheDestinationThatDataFlowSets() {
		Message<byte[]> message = this.output.receive(TIMEOUT.toMillis(), "shop.demo-source");
		assertThat(message).isNotNull();
		assertThat(message.getHeaders()).containsEntry(MessageHeaders.CONTENT_TYPE, "application/json");
		assertThat(new String(message.getPayload(), StandardCharsets.UTF_8)).matches("""
				\\{"id":"[0-9a-f-]{36}","region":"(EMEA|AMER|APAC)","product":"[a-z]+","quantity":[1-5],\
				"createdAt":"20[0-9T:.-]+Z"}""");
	}

	@Test
	void ordersComeAtTheRateThatIsSet() {
		assertThat(this.poller.getMaxMessagesPerPoll()).isEqualTo(1);
		assertThat(this.poller.getTrigger()).isInstanceOfSatisfying(PeriodicTrigger.class, (trigger) -> {
			assertThat(trigger.getPeriodDuration()).isEqualTo(Duration.ofMillis(4));
			assertThat(trigger.isFixedRate()).isTrue();
		});
	}

}
