package io.dataflowmonitoring.proxy.connection;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;

import io.rsocket.transport.ServerTransport;
import io.rsocket.transport.netty.server.CloseableChannel;
import io.rsocket.transport.netty.server.TcpServerTransport;
import io.rsocket.transport.netty.server.WebsocketServerTransport;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.SslProvider;
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

	/**
	 * How long a TLS handshake may take.
	 */
	static final Duration TLS_TIMEOUT = Duration.ofSeconds(10);

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final TransportType transport;

	private final InetSocketAddress address;

	private final LoopResources eventLoops;

	private final ProxyAcceptor acceptor;

	private final @Nullable AppTls tls;

	private final ConnectionGate gate;

	private volatile @Nullable CloseableChannel channel;

	/**
	 * Creates a server, which is not yet bound.
	 * @param transport the transport
	 * @param address the address to bind; port 0 takes any free port
	 * @param eventLoops what serves the connections: not the web server's event loops, so
	 * that a thousand apps that connect at once do not hold up a scrape
	 * @param acceptor accepts the apps
	 * @param tls the certificates; null if the server does not speak TLS
	 * @param gate what each connection passes first
	 */
	public AppServer(TransportType transport, InetSocketAddress address, LoopResources eventLoops,
			ProxyAcceptor acceptor, @Nullable AppTls tls, ConnectionGate gate) {
		this.transport = transport;
		this.address = address;
		this.eventLoops = eventLoops;
		this.acceptor = acceptor;
		this.tls = tls;
		this.gate = gate;
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

	/**
	 * Frees the port. Apps that are connected stay.
	 */
	void stopAccepting() {
		CloseableChannel channel = this.channel;
		if (channel != null) {
			channel.dispose();
			channel.onClose().block(TIMEOUT);
		}
	}

	@Override
	public void stop() {
		if (this.channel != null) {
			stopAccepting();
			this.gate.closeAll(TIMEOUT);
			this.channel = null;
		}
	}

	/**
	 * Returns whether the port is bound.
	 * @return whether apps can connect
	 */
	public boolean isAccepting() {
		CloseableChannel channel = this.channel;
		return channel != null && !channel.isDisposed();
	}

	/**
	 * Returns whether the server is still to be stopped. It is even if the port is no
	 * longer bound, since apps may be connected.
	 */
	@Override
	public boolean isRunning() {
		return this.channel != null;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	private ServerTransport<CloseableChannel> serverTransport() {
		return switch (this.transport) {
			case TCP -> {
				TcpServer server = TcpServer.create()
					.runOn(this.eventLoops)
					.bindAddress(() -> this.address)
					.doOnChannelInit(this.gate);
				yield TcpServerTransport.create((this.tls != null) ? server.secure(this::secure) : server);
			}
			case WEBSOCKET -> {
				HttpServer server = HttpServer.create()
					.runOn(this.eventLoops)
					.bindAddress(() -> this.address)
					.doOnChannelInit(this.gate);
				yield WebsocketServerTransport.create((this.tls != null) ? server.secure(this::secure) : server);
			}
		};
	}

	private void secure(SslProvider.SslContextSpec spec) {
		AppTls tls = Objects.requireNonNull(this.tls);
		spec.sslContext(tls.context()).handshakeTimeout(TLS_TIMEOUT);
	}

}
