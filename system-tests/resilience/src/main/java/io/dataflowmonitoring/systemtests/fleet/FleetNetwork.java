package io.dataflowmonitoring.systemtests.fleet;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.rsocket.transport.ClientTransport;
import io.rsocket.transport.netty.client.TcpClientTransport;
import io.rsocket.transport.netty.client.WebsocketClientTransport;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpClient;

/**
 * The threads that many apps share: a few event loops, and a few threads that write
 * metrics. Apps of their own threads would be too many for one machine.
 */
public final class FleetNetwork implements AutoCloseable {

	private static final int THREADS = 2;

	private final LoopResources loops = LoopResources.create("fleet", 1, THREADS, true, false);

	private final ExecutorService executor = Executors.newFixedThreadPool(THREADS, (task) -> {
		Thread thread = new Thread(task, "fleet-writer");
		thread.setDaemon(true);
		return thread;
	});

	/**
	 * Returns how to reach a proxy over TCP.
	 * @param proxy the proxy
	 * @return a transport for any number of connections
	 */
	public ClientTransport tcp(ProxyAddress proxy) {
		return TcpClientTransport.create(TcpClient.create(ConnectionProvider.newConnection())
			.host(proxy.host())
			.port(proxy.tcpPort())
			.runOn(this.loops, false));
	}

	/**
	 * Returns how to reach a proxy over WebSocket.
	 * @param proxy the proxy
	 * @return a transport for any number of connections
	 */
	public ClientTransport websocket(ProxyAddress proxy) {
		return WebsocketClientTransport.create(HttpClient.newConnection()
			.host(proxy.host())
			.port(proxy.websocketPort())
			.runOn(this.loops, false)
			.disableRetry(true), "/");
	}

	/**
	 * Returns where metrics are written.
	 * @return an executor of a few threads, which nobody may hold up
	 */
	public Executor executor() {
		return this.executor;
	}

	@Override
	public void close() {
		this.loops.disposeLater(Duration.ZERO, Duration.ofSeconds(2)).block();
		this.executor.shutdownNow();
	}

}
