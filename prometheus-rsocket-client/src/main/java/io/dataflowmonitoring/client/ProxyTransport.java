package io.dataflowmonitoring.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

import io.dataflowmonitoring.wire.AppConnection;
import io.dataflowmonitoring.wire.ExpositionSource;
import io.dataflowmonitoring.wire.ScrapeListener;
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
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
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

	ProxyTransport(ClientSettings settings) {
		this.settings = settings;
	}

	/**
	 * Returns a scheduler that runs everything, timers included, on the event loop.
	 */
	Scheduler scheduler() {
		return Schedulers.fromExecutorService(this.loop.onClient(false));
	}

	/**
	 * Connects once.
	 * @param proxy where to
	 * @param source what to answer the proxy's pulls with
	 * @param writer where expositions are written
	 * @param scrapes is told how pulls went
	 * @return the connection, with a peer that may turn out to be no proxy
	 */
	Mono<AppConnection> connect(ProxyAddress proxy, ExpositionSource source, Executor writer, ScrapeListener scrapes) {
		// A new transport each time, so that renewed certificates are read.
		return Mono.fromCallable(() -> newTransport(proxy))
			.flatMap((transport) -> AppConnection.connect(transport, this.settings.app(), source, writer, scrapes));
	}

	/**
	 * Ends the event loop once it has done what it was told before.
	 */
	void close() {
		this.loop.disposeLater(Duration.ZERO, Duration.ofSeconds(2)).subscribe(null, (ex) -> {
			// The thread ends a little later, then; it is a daemon.
		});
	}

	private ClientTransport newTransport(ProxyAddress proxy) throws SSLException {
		return switch (this.settings.transport()) {
			case TCP -> TcpClientTransport.create(tcpClient(proxy));
			case WEBSOCKET -> WebsocketClientTransport.create(httpClient(proxy), "/");
		};
	}

	private TcpClient tcpClient(ProxyAddress proxy) throws SSLException {
		TcpClient client = configure(TcpClient.create(ConnectionProvider.newConnection()), proxy);
		Tls tls = this.settings.tls();
		return (tls != null) ? client.secure(sslProvider(tls)) : client;
	}

	private HttpClient httpClient(ProxyAddress proxy) throws SSLException {
		HttpClient client = configure(HttpClient.newConnection(), proxy).disableRetry(true);
		Tls tls = this.settings.tls();
		return (tls != null) ? client.secure(sslProvider(tls)) : client;
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

}
