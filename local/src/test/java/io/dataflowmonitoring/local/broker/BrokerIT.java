package io.dataflowmonitoring.local.broker;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.dataflowmonitoring.local.process.ChildCommand;
import io.dataflowmonitoring.local.process.ChildProcess;
import io.dataflowmonitoring.local.process.ChildProcesses;
import io.dataflowmonitoring.local.process.FreePorts;
import io.dataflowmonitoring.local.process.Readiness;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class BrokerIT {

	private static final Path JAR = Path.of("target/dataflow-monitoring-local-exec.jar");

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private final Path directory;

	BrokerIT(@TempDir Path directory) {
		this.directory = directory;
	}

	@Test
	void aMessageGoesThroughTheBrokerAndIsStillThereAfterARestart() throws Exception {
		List<Integer> ports = FreePorts.find(2);
		try (ChildProcesses children = new ChildProcesses(this.directory.resolve("logs"))) {
			ChildProcess broker = children.start(command(ports)).awaitReady(Readiness.tcp(ports.get(0)), TIMEOUT);
			produce(ports.get(0), "first");
			assertThat(consume(ports.get(0), 1)).containsExactly("first");
			children.stop(List.of(broker), Duration.ofSeconds(30));
			assertThat(broker.exitCode()).hasValue(128 + 15);
			children.start(command(ports)).awaitReady(Readiness.tcp(ports.get(0)), TIMEOUT);
			produce(ports.get(0), "second");
			assertThat(consume(ports.get(0), 2)).containsExactly("first", "second");
		}
	}

	@Test
	void aTakenPortEndsTheBrokerAndItsLogSaysSo() throws Exception {
		List<Integer> ports = FreePorts.find(2);
		try (ChildProcesses children = new ChildProcesses(this.directory.resolve("logs"));
				ServerSocket other = new ServerSocket(ports.get(0), 1, InetAddress.getLoopbackAddress())) {
			ChildProcess broker = children.start(command(ports));
			assertThat(broker.awaitExit(TIMEOUT)).isEqualTo(1);
			assertThat(String.join("\n", broker.lastLogLines(50))).contains("Address already in use");
			assertThat(other.isClosed()).isFalse();
		}
	}

	private ChildCommand command(List<Integer> ports) {
		return BrokerProcess.command(JAR, ports.get(0), ports.get(1), this.directory.resolve("kafka"));
	}

	private static void produce(int port, String value) throws Exception {
		try (KafkaProducer<String, String> producer = new KafkaProducer<>(
				Map.of("bootstrap.servers", "127.0.0.1:" + port), new StringSerializer(), new StringSerializer())) {
			producer.send(new ProducerRecord<>("orders", value)).get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
		}
	}

	private static List<String> consume(int port, int count) {
		Map<String, Object> configuration = Map.of("bootstrap.servers", "127.0.0.1:" + port, "group.id", "test",
				"auto.offset.reset", "earliest", "enable.auto.commit", "false");
		try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(configuration, new StringDeserializer(),
				new StringDeserializer())) {
			consumer.subscribe(List.of("orders"));
			List<String> values = new ArrayList<>();
			await().atMost(TIMEOUT).pollInSameThread().until(() -> {
				consumer.poll(Duration.ofMillis(200)).forEach((message) -> values.add(message.value()));
				return values.size() >= count;
			});
			return values;
		}
	}

}
