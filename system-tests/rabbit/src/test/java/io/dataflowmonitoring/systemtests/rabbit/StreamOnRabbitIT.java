package io.dataflowmonitoring.systemtests.rabbit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

import io.dataflowmonitoring.local.process.ChildCommand;
import io.dataflowmonitoring.systemtests.support.PackagedJar;
import io.dataflowmonitoring.systemtests.support.Processes;
import io.dataflowmonitoring.systemtests.support.Prometheus;
import io.dataflowmonitoring.systemtests.support.Proxy;
import io.dataflowmonitoring.systemtests.support.Tools;
import io.dataflowmonitoring.systemtests.support.UsersConfiguration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The three stream apps and the app of the guide, built for RabbitMQ, over a real broker.
 */
class StreamOnRabbitIT {

	@RegisterExtension
	static final Processes processes = new Processes();

	private static int rabbitPort;

	private static Proxy proxy;

	private static Prometheus prometheus;

	@BeforeAll
	static void start() throws IOException, InterruptedException {
		Path executable = Tools.require("prometheus");
		rabbitPort = RabbitMq.start(processes);
		proxy = Proxy.start(processes);
		prometheus = Prometheus.start(processes, executable, UsersConfiguration.of(proxy, Duration.ofSeconds(2)));
		startApp("demo-source", PackagedJar.SOURCE);
		startApp("demo-processor", PackagedJar.PROCESSOR);
		startApp("demo-sink", PackagedJar.SINK, "--demo.sink.failure-rate=0.5");
		startApp("items", PackagedJar.ITEMS);
	}

	private static void startApp(String label, PackagedJar jar, String... arguments) {
		processes.start(ChildCommand.jar(label, jar.path())
			.jvmOptions("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
			.arguments("--server.address=127.0.0.1", "--server.port=0", "--spring.rabbitmq.host=127.0.0.1",
					"--spring.rabbitmq.port=" + rabbitPort, "--spring.cloud.dataflow.stream.name=orders",
					"--spring.cloud.dataflow.stream.app.label=" + label,
					"--micrometer.prometheus.rsocket.host=127.0.0.1",
					"--micrometer.prometheus.rsocket.port=" + proxy.tcpPort())
			.arguments(arguments));
	}

	@Test
	void ordersReachTheSinkAndTheMetricsOfAllThreeAppsPrometheus() {
		assertSeen("demo_orders_placed_total{stream_name='orders', application_name='demo-source', region='EMEA'} > 0");
		assertSeen(
				"demo_orders_priced_total{stream_name='orders', application_name='demo-processor', region='EMEA'} > 0");
		assertSeen("demo_orders_received_total{stream_name='orders', application_name='demo-sink', region='EMEA'} > 0");
		for (String app : new String[] { "demo-source", "demo-processor" }) {
			assertSeen("rabbitmq_published_total{stream_name='orders', application_name='" + app + "'} > 0");
		}
	}

	@Test
	void failedOrdersAreSeenAsErrorsAndAsDeadLetters() {
		assertSeen("sum(spring_cloud_function_seconds_count{application_name='demo-sink', error!='none'}) > 0");
		// The sink itself sends nothing but dead letters.
		assertSeen("rabbitmq_published_total{application_name='demo-sink'} > 0");
	}

	@Test
	void theGuidesAppCountsTheSameOrders() {
		assertSeen("shop_items_total{application='items', stream_name='orders', region='EMEA'} > 0");
	}

	private static void assertSeen(String promql) {
		await().atMost(Duration.ofMinutes(3)).untilAsserted(() -> assertThat(prometheus.query(promql)).hasSize(1));
	}

}
