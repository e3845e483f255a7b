package io.dataflowmonitoring.demo.processor;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.kafka.test.EmbeddedKafkaBroker;
import org.springframework.kafka.test.context.EmbeddedKafka;
import org.springframework.kafka.test.utils.KafkaTestUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The app as it is, with a real Kafka broker.
 */
@EmbeddedKafka
class DemoProcessorKafkaIT {

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private static final String ORDER = """
			{"id":"0f8fad5b-d9cb-469f-a165-70867728950e","region":"AMER","product":"monitor","quantity":2,\
			"createdAt":"2026-03-01T12:00:00Z"}""";

	@Test
	void anOrderIsPricedAndCounted(EmbeddedKafkaBroker broker) throws Exception {
		try (ConfigurableApplicationContext app = start(broker)) {
			send(broker, "demo-orders", ORDER);
			ConsumerRecord<String, String> priced = receive(broker, "demo-priced-orders");
			assertThat(priced.value()).contains("\"total\":458.00,\"currency\":\"EUR\"");
			await().atMost(TIMEOUT)
				.untilAsserted(() -> assertThat(scrape(app)).contains("demo_orders_priced_total{region=\"AMER\"} 1.0")
					.containsPattern("kafka_consumer_fetch_manager_records_consumed_total\\{.*\\} 1\\.0"));
		}
	}

	@Test
	void anOrderThatFailsThreeTimesIsDeadLetteredAndTheMetricsShowIt(EmbeddedKafkaBroker broker) throws Exception {
		try (ConfigurableApplicationContext app = start(broker, "--demo.processor.failure-rate=1",
				"--spring.cloud.stream.bindings.input.destination=failing-orders")) {
			send(broker, "failing-orders", ORDER);
			ConsumerRecord<String, String> deadLetter = receive(broker, "error.failing-orders.demo");
			assertThat(deadLetter.value()).isEqualTo(ORDER);
			assertThat(header(deadLetter, "x-original-topic")).isEqualTo("failing-orders");
			assertThat(header(deadLetter, "x-exception-message")).contains("Failed on purpose");
			await().atMost(TIMEOUT)
				.untilAsserted(() -> assertThat(scrape(app)).contains("demo_orders_priced_total{region=\"AMER\"} 0.0")
					.containsPattern("spring_cloud_function_seconds_count\\{error=\"IllegalStateException\",.*\\} 3\n")
					.containsPattern("kafka_producer_record_send_total\\{.*spring_id=\""
							+ "failing-orders\\.dlq\\.producer\\..*\"\\} 1\\.0"));
		}
	}

	@Test
	void anOrderThatCannotBeReadIsDeadLettered(EmbeddedKafkaBroker broker) throws Exception {
		try (ConfigurableApplicationContext app = start(broker,
				"--spring.cloud.stream.bindings.input.destination=broken-orders")) {
			send(broker, "broken-orders", "no JSON");
			assertThat(receive(broker, "error.broken-orders.demo").value()).isEqualTo("no JSON");
			assertThat(app.isRunning()).isTrue();
		}
	}

	private static ConfigurableApplicationContext start(EmbeddedKafkaBroker broker, String... args) {
		return new SpringApplicationBuilder(DemoProcessorApplication.class)
			.properties("server.address=127.0.0.1", "server.port=0", "micrometer.prometheus.rsocket.enabled=false",
					"micrometer.prometheus.rsocket.identity.enabled=false",
					"spring.cloud.stream.kafka.binder.brokers=" + broker.getBrokersAsString())
			.run(args);
	}

	private static void send(EmbeddedKafkaBroker broker, String topic, String value) throws Exception {
		try (KafkaProducer<String, String> producer = new KafkaProducer<>(KafkaTestUtils.producerProps(broker),
				new StringSerializer(), new StringSerializer())) {
			producer.send(new ProducerRecord<>(topic, value)).get();
		}
	}

	private static ConsumerRecord<String, String> receive(EmbeddedKafkaBroker broker, String topic) {
		try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
				KafkaTestUtils.consumerProps(broker, "test", true), new StringDeserializer(),
				new StringDeserializer())) {
			consumer.subscribe(List.of(topic));
			return KafkaTestUtils.getSingleRecord(consumer, topic, TIMEOUT);
		}
	}

	private static String header(ConsumerRecord<String, String> record, String name) {
		return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
	}

	private static String scrape(ConfigurableApplicationContext app) throws IOException, InterruptedException {
		URI uri = URI.create("http://127.0.0.1:%s/actuator/prometheus"
			.formatted(app.getEnvironment().getProperty("local.server.port")));
		return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
	}

}
