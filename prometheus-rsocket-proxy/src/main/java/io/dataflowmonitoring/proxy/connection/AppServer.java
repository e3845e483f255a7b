package io.dataflowmonitoring.proxy.connection;

import java.net.InetSocketAddress;
import java.time.Duration;

import io.rsocket.transport.ServerTransport;
import io.rsocket.transport.netty.server.CloseableChannel;
import io.rsocket.transport.netty.server.TcpServerTransport;
import io.rsocket.transport.netty.server.WebsocketServerTransport;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpServer;

import org.springframework.context.SmartLifecycle;

import io.dataflowmonitoring.wire.ProxyAcceptor;

/**
 * The server that apps connect to over one transport. It is bound before the web server
 * is started, and closed after that has answered its last scrape.
 */
public final class AppServer implements SmartLifecycle {

	/**
	 * Before the web server, whose phases are near the maximum.
	 */
	private static final int PHASE = 1_024;

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final TransportType transport;

	private final InetSocketAddress address;

	private final LoopResources eventLoops;

	private final ProxyAcceptor acceptor;

	private volatile @Nullable CloseableChannel channel;

	/**
	 * Creates a server, which is not yet bound.
	 * @param transport the transport
	 * @param address the address to bind; port 0 takes any free port
	 * @param eventLoops what serves the connections: not the web server's event loops, so
	 * that a thousand apps that connect at once do not hold up a scrape
	 * @param acceptor accepts the apps
	 */
	public AppServer(TransportType transport, InetSocketAddress address, LoopResources eventLoops,
			ProxyAcceptor acceptor) {
		this.transport = transport;
		this.address = address;
		this.eventLoops = eventLoops;
		this.acceptor = acceptor;
	}

	/**
	 * Returns the transport.
	 * @return the transport
	 */
	public TransportType transport() {
		return this.transport;
	}

	/**
	 * Returns the port that is really bound.
	 * @return the port
	 * @throws IllegalStateException if the server is not bound
	 */
	public int port() {
		CloseableChannel channel = this.channel;
		if (channel == null) {
			throw new IllegalStateException("The server for apps over " + this.transport + " is not bound");
		}
		return channel.address().getPort();
	}

	@Override
	public void start() {
		try {
			this.channel = this.acceptor.bind(serverTransport()).block(TIMEOUT);
		}
		catch (RuntimeException ex) {
			throw new PortUnavailableException(this.transport, this.address, ex);
		}
	}

	@Override
	public void stop() {
		CloseableChannel channel = this.channel;
		if (channel != null) {
			channel.dispose();
			channel.onClose().block(TIMEOUT);
		}
	}

	/**
	 * Returns whether the port is bound.
	 */
	@Override
	public boolean isRunning() {
		CloseableChannel channel = this.channel;
		return channel != null && !channel.isDisposed();
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	private ServerTransport<CloseableChannel> serverTransport() {
		return switch (this.transport) {
			case TCP ->
				TcpServerTransport.create(TcpServer.create().runOn(this.eventLoops).bindAddress(() -> this.address));
			case WEBSOCKET -> WebsocketServerTransport
				.create(HttpServer.create().runOn(this.eventLoops).bindAddress(() -> this.address));
		};
	}

}
