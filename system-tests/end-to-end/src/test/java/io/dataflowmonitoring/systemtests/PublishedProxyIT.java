package io.dataflowmonitoring.systemtests;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import io.dataflowmonitoring.local.process.ChildCommand;
import io.dataflowmonitoring.local.process.ChildProcess;
import io.dataflowmonitoring.local.process.FreePorts;
import io.dataflowmonitoring.local.process.Readiness;
import io.dataflowmonitoring.systemtests.support.Exposition;
import io.dataflowmonitoring.systemtests.support.Http;
import io.dataflowmonitoring.systemtests.support.PackagedJar;
import io.dataflowmonitoring.systemtests.support.Processes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Our client, in the packaged task, with the published proxy. */
class PublishedProxyIT {

	@RegisterExtension
	static final Processes processes = new Processes();

	private static URI connected;

	private static int tcpPort;

	private static int websocketPort;

	@BeforeAll
	static void startPublishedProxy() throws InterruptedException {
		List<Integer> ports = FreePorts.find(3);
		int httpPort = ports.get(0);
		connected = URI.create("http://127.0.0.1:" + httpPort + "/metrics/connected");
		tcpPort = ports.get(1);
		websocketPort = ports.get(2);
		ChildProcess proxy = processes.start(ChildCommand.jar("published-proxy", PackagedJar.PUBLISHED_PROXY.path())
			.jvmOptions("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
			.arguments("--server.address=127.0.0.1", "--server.port=" + httpPort,
					"--micrometer.prometheus-proxy.tcp-port=" + tcpPort,
					"--micrometer.prometheus-proxy.websocket-port=" + websocketPort));
		for (int port : ports) {
			proxy.awaitReady(Readiness.tcp(port), Duration.ofSeconds(90));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "tcp", "websocket" })
	void anAppWithOurClientIsPulledAndItsFinalPushArrives(String transport) throws InterruptedException {
		String name = "ours-over-" + transport;
		int port = transport.equals("tcp") ? tcpPort : websocketPort;
		ChildProcess task = processes.start(Apps.task(name, port, Duration.ofMinutes(5))
			.arguments("--micrometer.prometheus.rsocket.transport=" + transport));
		// It does not end by itself in that time, so this is the answer to a pull.
		await().atMost(Duration.ofMinutes(2))
			.failFast("The task has ended", () -> !task.isAlive())
			.until(() -> isSeen("jvm_info", name));
		assertThat(task.isAlive()).isTrue();
		assertThat(isSeen("spring_cloud_task_seconds_count", name)).isFalse();
		processes.stop(task);
		// The published proxy hands out a push once.
		assertThat(isSeen("spring_cloud_task_seconds_count", name)).isTrue();
	}

	private static boolean isSeen(String metric, String task) {
		return !new Exposition(Http.get(connected)).samples(metric, "spring_cloud_task_name", task).isEmpty();
	}

}
