package io.dataflowmonitoring.demo.source;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.kafka.test.EmbeddedKafkaBroker;
import org.springframework.kafka.test.context.EmbeddedKafka;
import org.springframework.kafka.test.utils.KafkaTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The app as it is, with a real Kafka broker.
 */
@EmbeddedKafka
class DemoSourceKafkaIT {

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	@Test
	void ordersReachKafkaAndTheMetricsShowThem(EmbeddedKafkaBroker broker) throws Exception {
		try (ConfigurableApplicationContext app = start(broker, "--demo.source.rate=100");
				KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
						KafkaTestUtils.consumerProps(broker, "test", true), new StringDeserializer(),
						new StringDeserializer())) {
			consumer.subscribe(List.of("demo-orders"));
			ConsumerRecord<String, String> order = KafkaTestUtils.getRecords(consumer, TIMEOUT, 20).iterator().next();
			assertThat(order.value()).contains("\"region\":");
			assertThat(consumer.partitionsFor("demo-orders")).hasSize(3);
			assertThat(scrape(app)).contains("demo_orders_placed_total{region=\"EMEA\"}")
				.contains("kafka_producer_record_send_total{")
				.contains("spring_integration_send_seconds_count{exception=\"none\",name=\"output\"");
		}
	}

	private static ConfigurableApplicationContext start(EmbeddedKafkaBroker broker, String... args) {
		return new SpringApplicationBuilder(DemoSourceApplication.class)
			.properties("server.address=127.0.0.1", "server.port=0", "micrometer.prometheus.rsocket.enabled=false",
					"micrometer.prometheus.rsocket.identity.enabled=false",
					"spring.cloud.stream.kafka.binder.brokers=" + broker.getBrokersAsString())
			.run(args);
	}

	private static String scrape(ConfigurableApplicationContext app) throws IOException, InterruptedException {
		URI uri = URI.create("http://127.0.0.1:%s/actuator/prometheus"
			.formatted(app.getEnvironment().getProperty("local.server.port")));
		return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
	}

}
