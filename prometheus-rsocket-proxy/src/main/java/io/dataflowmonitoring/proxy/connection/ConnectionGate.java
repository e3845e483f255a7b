package io.dataflowmonitoring.proxy.connection;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import org.jspecify.annotations.Nullable;
import reactor.netty.ChannelPipelineConfigurer;
import reactor.netty.ConnectionObserver;
import reactor.netty.NettyPipeline;

import io.dataflowmonitoring.wire.AdmissionException;
import io.dataflowmonitoring.wire.WireException;

/**
 * What each connection of one transport passes before RSocket sees it: the limits, and
 * guards against peers that never become apps or that do not read.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty's futures of things that cannot
												// fail
public final class ConnectionGate implements ChannelPipelineConfigurer {

	private final TransportType transport;

	private final ConnectionLimits limits;

	private final ConnectionFailures failures;

	private final boolean tls;

	/**
	 * All open connections, for the end of the server.
	 */
	private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

	/**
	 * Those that are no apps yet. RSocket knows no channels, but addresses.
	 */
	private final Map<SocketAddress, SetupGuard> pending = new ConcurrentHashMap<>();

	private final Refusals refusals = new Refusals();

	/**
	 * Creates a gate.
	 * @param transport the transport
	 * @param limits counts the connections of all transports
	 * @param failures is told which connections were not accepted
	 * @param tls whether the connections begin with a TLS handshake
	 */
	public ConnectionGate(TransportType transport, ConnectionLimits limits, ConnectionFailures failures, boolean tls) {
		this.transport = transport;
		this.limits = limits;
		this.failures = failures;
		this.tls = tls;
	}

	/**
	 * Called by Reactor Netty for each new connection, on its event loop.
	 */
	@Override
	public void onChannelInit(ConnectionObserver observer, Channel channel, @Nullable SocketAddress unused) {
		this.channels.add(channel);
		SocketAddress remoteAddress = channel.remoteAddress();
		InetAddress address = (remoteAddress instanceof InetSocketAddress inet) ? inet.getAddress() : null;
		HandshakeFailure refusal = this.limits.acquire(address);
		if (refusal != null) {
			this.failures.count(this.transport, refusal);
			// Within TLS there is no answer: a handshake for each of a thousand refused
			// connections is what the limit is to prevent.
			channel.pipeline().addFirst(this.refusals.handler(this.tls ? null : this.transport, refusal));
			return;
		}
		channel.closeFuture().addListener((closed) -> this.limits.release(address));
		// For peers that vanish and whose RSocket keep-alive allows for more than hours.
		channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
		guard(channel, remoteAddress);
	}

	private void guard(Channel channel, @Nullable SocketAddress remoteAddress) {
		ChannelPipeline pipeline = channel.pipeline();
		if (this.tls) {
			pipeline.addAfter(NettyPipeline.SslHandler, "tlsHandshakeWatch",
					new TlsHandshakeWatch(this.transport, this.failures));
		}
		pipeline.addFirst("backlogGuard", new BacklogGuard(this.transport, this.failures));
		if (remoteAddress != null) {
			SetupGuard guard = new SetupGuard(this.transport, this.failures);
			this.pending.put(remoteAddress, guard);
			channel.closeFuture().addListener((closed) -> this.pending.remove(remoteAddress, guard));
			pipeline.addFirst("setupGuard", guard);
		}
	}

	TransportType transport() {
		return this.transport;
	}

	/**
	 * Takes note that a connection has become an app's.
	 * @param remoteAddress where it comes from; null if that is not known
	 */
	void accepted(@Nullable SocketAddress remoteAddress) {
		SetupGuard guard = (remoteAddress != null) ? this.pending.remove(remoteAddress) : null;
		if (guard != null) {
			guard.accepted();
		}
	}

	/**
	 * Takes note that a connection was refused for what the peer said.
	 * @param remoteAddress where it comes from; null if that is not known
	 * @param failure why
	 */
	void refused(@Nullable SocketAddress remoteAddress, AdmissionException failure) {
		this.failures.failed(this.transport, remoteAddress, failure.reason().label(),
				String.valueOf(failure.getMessage()));
	}

	/**
	 * Takes note that an app broke the protocol.
	 * @param app the app
	 * @param failure how it broke it
	 */
	void broken(App app, WireException failure) {
		this.failures.broken(this.transport, app, failure);
	}

	/**
	 * Closes all connections.
	 */
	void closeAll(Duration timeout) {
		this.channels.close().awaitUninterruptibly(timeout.toMillis());
	}

}
