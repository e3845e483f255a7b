package io.dataflowmonitoring.benchmarks.fleet;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

import io.rsocket.transport.ClientTransport;
import io.rsocket.transport.netty.client.TcpClientTransport;
import io.rsocket.transport.netty.client.WebsocketClientTransport;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpClient;

/**
 * The threads that all apps of the process share. An app in a process of its own has an
 * event loop and a thread that writes metrics; for thousands of them there is no room in
 * one, and the proxy cannot tell.
 */
final class FleetNetwork {

	private static final String HOST = "127.0.0.1";

	private static final int THREADS = 2;

	private final LoopResources loops = LoopResources.create("fleet", 1, THREADS, true, false);

	private final Executor writers = Executors.newFixedThreadPool(THREADS, (task) -> {
		Thread thread = new Thread(task, "fleet-writer");
		thread.setDaemon(true);
		return thread;
	});

	/** Where metrics are written and sealed. */
	Executor writers() {
		return this.writers;
	}

	/** How to reach a proxy's port for TCP. */
	ClientTransport tcp(int port) {
		return TcpClientTransport.create(
				TcpClient.create(ConnectionProvider.newConnection()).host(HOST).port(port).runOn(this.loops, false));
	}

	/** How to reach a proxy's port for WebSocket. */
	ClientTransport websocket(int port) {
		return WebsocketClientTransport
			.create(HttpClient.newConnection().host(HOST).port(port).runOn(this.loops, false).disableRetry(true), "/");
	}

}
