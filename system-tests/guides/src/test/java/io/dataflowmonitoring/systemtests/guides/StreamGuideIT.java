package io.dataflowmonitoring.systemtests.guides;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.dataflowmonitoring.local.broker.BrokerProcess;
import io.dataflowmonitoring.local.process.ChildCommand;
import io.dataflowmonitoring.local.process.FreePorts;
import io.dataflowmonitoring.local.process.Readiness;
import io.dataflowmonitoring.systemtests.support.PackagedJar;
import io.dataflowmonitoring.systemtests.support.Processes;
import io.dataflowmonitoring.systemtests.support.Prometheus;
import io.dataflowmonitoring.systemtests.support.Proxy;
import io.dataflowmonitoring.systemtests.support.Tools;
import io.dataflowmonitoring.systemtests.support.UsersConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Whoever follows the guide to stream apps has the app's own metric in Prometheus, on
 * each Spring Boot. On RabbitMQ that is tested beside the other apps built for it.
 */
class StreamGuideIT {

	@RegisterExtension
	static final Processes processes = new Processes();

	@Test
	void theAppsOwnMetricIsInPrometheusUnderTheAppsName() throws IOException, InterruptedException {
		Path executable = Tools.require("prometheus");
		List<Integer> ports = FreePorts.find(2);
		int kafkaPort = ports.get(0);
		processes
			.start(BrokerProcess.command(PackagedJar.LOCAL.executable(), kafkaPort, ports.get(1),
					processes.directory().resolve("kafka-data")))
			.awaitReady(Readiness.tcp(kafkaPort), Duration.ofSeconds(90));
		Proxy proxy = Proxy.start(processes);
		Prometheus prometheus = Prometheus.start(processes, executable,
				UsersConfiguration.of(proxy, Duration.ofSeconds(2)));
		processes.start(app("demo-source", PackagedJar.SOURCE, kafkaPort, proxy));
		Map<String, PackagedJar> apps = Map.of("items", PackagedJar.ITEMS, "items-on-3.5",
				PackagedJar.ITEMS_ON_BOOT_3_5, "items-on-4.1", PackagedJar.ITEMS_ON_BOOT_4_1);
		apps.forEach((name, jar) -> processes.start(app(name, jar, kafkaPort, proxy)
			.arguments("--spring.application.name=" + name, "--spring.cloud.stream.bindings.input.group=" + name)));
		for (String name : apps.keySet()) {
			await().atMost(Duration.ofMinutes(3))
				.untilAsserted(() -> assertThat(prometheus
					.query("sum by (region) (rate(shop_items_total{application='%s'}[1m])) > 0".formatted(name)))
					.extracting((series) -> series.label("region"))
					.contains("EMEA"));
		}
	}

	private static ChildCommand app(String name, PackagedJar jar, int kafkaPort, Proxy proxy) {
		return ChildCommand.jar(name, jar.path())
			.jvmOptions("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
			.arguments("--server.address=127.0.0.1", "--server.port=0",
					"--spring.cloud.stream.kafka.binder.brokers=127.0.0.1:" + kafkaPort,
					"--micrometer.prometheus.rsocket.host=127.0.0.1",
					"--micrometer.prometheus.rsocket.port=" + proxy.tcpPort());
	}

}
