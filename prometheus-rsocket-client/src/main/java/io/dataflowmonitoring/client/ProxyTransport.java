package io.dataflowmonitoring.client;

import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

import io.dataflowmonitoring.wire.AppConnection;
import io.dataflowmonitoring.wire.ExpositionSource;
import io.dataflowmonitoring.wire.ScrapeListener;
import io.dataflowmonitoring.wire.WireException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.resolver.DefaultAddressResolverGroup;
import io.rsocket.transport.ClientTransport;
import io.rsocket.transport.netty.client.TcpClientTransport;
import io.rsocket.transport.netty.client.WebsocketClientTransport;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.ChannelPipelineConfigurer;
import reactor.netty.ConnectionObserver;
import reactor.netty.NettyPipeline;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.SslProvider;
import reactor.netty.tcp.TcpClient;

/**
 * Reaches the proxies on one event loop thread of its own. Nothing here is shared with
 * the app: in a web app Reactor Netty's shared resources are gone before the final push.
 */
final class ProxyTransport {

	private final ClientSettings settings;

	private final LoopResources loop = LoopResources.create("prometheus-rsocket", 1, 1, true, false);

	private final Scheduler scheduler = Schedulers.fromExecutorService(this.loop.onClient(false));

	ProxyTransport(ClientSettings settings) {
		this.settings = settings;
	}

	/**
	 * Returns a scheduler that runs everything, timers included, on the event loop.
	 */
	Scheduler scheduler() {
		return this.scheduler;
	}

	/**
	 * Connects once.
	 * @param proxy where to
	 * @param source what to answer the proxy's pulls with
	 * @param writer where expositions are written
	 * @param scrapes is told how pulls went
	 * @return the connection, once a proxy has let the app in
	 */
	Mono<AppConnection> connect(ProxyAddress proxy, ExpositionSource source, Executor writer, ScrapeListener scrapes) {
		Duration timeout = this.settings.connectTimeout();
		return Mono.defer(() -> {
			TlsFailure tlsFailure = new TlsFailure();
			// A new transport each time, so that renewed certificates are read.
			return Mono.fromCallable(() -> newTransport(proxy, tlsFailure))
				.flatMap((transport) -> AppConnection.connect(transport, this.settings.app(), source, writer, scrapes))
				.timeout(timeout,
						Mono.error(() -> new TimeoutException("no connection within " + timeout.toMillis() + " ms")),
						this.scheduler)
				.flatMap(this::untilReady)
				// A little later, since Netty closes the channel before it says why.
				.onErrorResume(WireException.class,
						(ex) -> Mono.<AppConnection>error(() -> tlsFailure.explain(ex)).subscribeOn(this.scheduler));
		});
	}

	private Mono<AppConnection> untilReady(AppConnection connection) {
		Duration timeout = this.settings.keyTimeout();
		return connection.ready()
			.timeout(timeout,
					Mono.error(() -> new IOException("the peer sent no key within " + timeout.toMillis()
							+ " ms, so it seems to be no Prometheus RSocket proxy")),
					this.scheduler)
			.thenReturn(connection)
			.doOnError((ex) -> connection.dispose())
			.doOnCancel(connection::dispose);
	}

	/**
	 * Ends the event loop once it has done what it was told before.
	 */
	void close() {
		this.loop.disposeLater(Duration.ZERO, Duration.ofSeconds(2)).subscribe(null, (ex) -> {
			// The thread ends a little later, then; it is a daemon.
		});
	}

	private ClientTransport newTransport(ProxyAddress proxy, TlsFailure tlsFailure) throws SSLException {
		return switch (this.settings.transport()) {
			case TCP -> TcpClientTransport.create(tcpClient(proxy, tlsFailure));
			case WEBSOCKET -> WebsocketClientTransport.create(httpClient(proxy, tlsFailure), "/");
		};
	}

	private TcpClient tcpClient(ProxyAddress proxy, TlsFailure tlsFailure) throws SSLException {
		TcpClient client = configure(TcpClient.create(ConnectionProvider.newConnection()), proxy);
		Tls tls = this.settings.tls();
		return (tls != null) ? client.secure(sslProvider(tls)).doOnChannelInit(tlsFailure) : client;
	}

	private HttpClient httpClient(ProxyAddress proxy, TlsFailure tlsFailure) throws SSLException {
		HttpClient client = configure(HttpClient.newConnection(), proxy).disableRetry(true);
		Tls tls = this.settings.tls();
		return (tls != null) ? client.secure(sslProvider(tls)).doOnChannelInit(tlsFailure) : client;
	}

	private <T extends reactor.netty.transport.ClientTransport<T, ?>> T configure(T client, ProxyAddress proxy) {
		return client.host(proxy.host())
			.port(proxy.port())
			.runOn(this.loop, false)
			// The JDK's resolver blocks, but only this event loop, which has nothing else
			// to do while it is not connected. Reactor Netty's own is a shared resource.
			.resolver(DefaultAddressResolverGroup.INSTANCE)
			// The caller's timeout is for all of the connecting.
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0);
	}

	/**
	 * Verifies the host name in any case: before Netty 4.2 nobody does unless told to.
	 */
	private static SslProvider sslProvider(Tls tls) throws SSLException {
		return SslProvider.builder().sslContext(sslContext(tls)).handlerConfigurator((handler) -> {
			SSLParameters parameters = handler.engine().getSSLParameters();
			parameters.setEndpointIdentificationAlgorithm("HTTPS");
			handler.engine().setSSLParameters(parameters);
		}).build();
	}

	private static SslContext sslContext(Tls tls) throws SSLException {
		SSLParameters parameters = tls.parameters();
		String[] protocols = (parameters != null) ? parameters.getProtocols() : null;
		String[] ciphers = (parameters != null) ? parameters.getCipherSuites() : null;
		List<String> cipherSuites = (ciphers != null) ? List.of(ciphers) : null;
		Supplier<SSLContext> context = tls.context();
		if (context == null) {
			return SslContextBuilder.forClient().protocols(protocols).ciphers(cipherSuites).build();
		}
		return new JdkSslContext(context.get(), true, cipherSuites, IdentityCipherSuiteFilter.INSTANCE,
				ApplicationProtocolConfig.DISABLED, ClientAuth.NONE, protocols, false);
	}

	/**
	 * Notes what goes wrong with TLS once a connection has been made. With TLS 1.3 a
	 * proxy that does not accept the app's certificate says so only then, and RSocket
	 * sees no more than the end of the connection.
	 */
	private static final class TlsFailure extends ChannelInboundHandlerAdapter implements ChannelPipelineConfigurer {

		private volatile @Nullable SSLException failure;

		@Override
		public void onChannelInit(ConnectionObserver observer, Channel channel, @Nullable SocketAddress remoteAddress) {
			channel.pipeline().addAfter(NettyPipeline.SslHandler, "prometheus-rsocket-tls-failure", this);
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable ex) {
			// Netty's decoders wrap what they throw.
			Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
			if (cause instanceof SSLException tls) {
				this.failure = tls;
			}
			context.fireExceptionCaught(ex);
		}

		private Throwable explain(WireException consequence) {
			SSLException cause = this.failure;
			return (cause != null) ? new IOException("the proxy ended TLS: " + cause.getMessage(), cause) : consequence;
		}

	}

}
