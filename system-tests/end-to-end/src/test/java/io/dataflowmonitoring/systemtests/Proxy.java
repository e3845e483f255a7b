package io.dataflowmonitoring.systemtests;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import io.dataflowmonitoring.local.process.ChildCommand;
import io.dataflowmonitoring.local.process.ChildProcess;
import io.dataflowmonitoring.local.process.FreePorts;
import io.dataflowmonitoring.local.process.Readiness;

/** Our packaged proxy, in a process of its own. */
final class Proxy {

	private static final Duration START_TIMEOUT = Duration.ofSeconds(90);

	private final Processes processes;

	private final int httpPort;

	private final int tcpPort;

	private final int websocketPort;

	private final ChildCommand command;

	private ChildProcess process;

	private Proxy(Processes processes, String... properties) {
		this.processes = processes;
		List<Integer> ports = FreePorts.find(3);
		this.httpPort = ports.get(0);
		this.tcpPort = ports.get(1);
		this.websocketPort = ports.get(2);
		this.command = ChildCommand.jar("proxy", PackagedJar.PROXY.path())
			.jvmOptions("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
			.arguments("--server.address=127.0.0.1", "--server.port=" + this.httpPort,
					"--micrometer.prometheus-proxy.bind-address=127.0.0.1",
					"--micrometer.prometheus-proxy.tcp-port=" + this.tcpPort,
					"--micrometer.prometheus-proxy.websocket-port=" + this.websocketPort)
			.arguments(properties);
		this.process = processes.start(this.command);
	}

	/** Starts a proxy on free ports, and waits until it is ready. */
	static Proxy start(Processes processes, String... properties) throws InterruptedException {
		Proxy proxy = new Proxy(processes, properties);
		proxy.awaitReady();
		return proxy;
	}

	/** Kills it (SIGKILL) and starts it again on the same ports; does not wait for it. */
	void killAndStartAgain() throws InterruptedException {
		this.processes.kill(this.process);
		this.process = this.processes.start(this.command);
	}

	void awaitReady() throws InterruptedException {
		this.process.awaitReady(Readiness.http(uri("/actuator/health/readiness")), START_TIMEOUT);
	}

	int httpPort() {
		return this.httpPort;
	}

	int tcpPort() {
		return this.tcpPort;
	}

	int websocketPort() {
		return this.websocketPort;
	}

	/** What Prometheus gets when its scrape timeout is 10 s. */
	Exposition scrape() {
		return scrape(Duration.ofSeconds(10));
	}

	Exposition scrape(Duration timeout) {
		return new Exposition(Http.get(uri("/metrics/connected"), "X-Prometheus-Scrape-Timeout-Seconds",
				Long.toString(timeout.toSeconds())));
	}

	Exposition ownMetrics() {
		return new Exposition(Http.get(uri("/metrics/proxy")));
	}

	private URI uri(String path) {
		return URI.create("http://127.0.0.1:" + this.httpPort + path);
	}

}
