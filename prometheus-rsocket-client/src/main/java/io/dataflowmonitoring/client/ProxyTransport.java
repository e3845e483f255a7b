package io.dataflowmonitoring.client;

import java.time.Duration;
import java.util.concurrent.Executor;

import javax.net.ssl.SSLException;

import io.dataflowmonitoring.wire.AppConnection;
import io.dataflowmonitoring.wire.AppSettings;
import io.dataflowmonitoring.wire.ExpositionSource;
import io.dataflowmonitoring.wire.ScrapeListener;
import io.netty.channel.ChannelOption;
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
 * Reaches the proxy on one event loop thread of its own. Nothing here is shared with the
 * app: in a web app Reactor Netty's shared resources are gone before the final push.
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
	 * @param source what to answer the proxy's pulls with
	 * @param writer where expositions are written
	 * @param scrapes is told how pulls went
	 * @return the connection, with a peer that may turn out to be no proxy
	 */
	Mono<AppConnection> connect(ExpositionSource source, Executor writer, ScrapeListener scrapes) {
		// A new transport each time, so that a renewed trust store is read.
		return Mono.fromCallable(this::newTransport)
			.flatMap((transport) -> AppConnection.connect(transport, AppSettings.ANONYMOUS, source, writer, scrapes));
	}

	/**
	 * Ends the event loop once it has done what it was told before.
	 */
	void close() {
		this.loop.disposeLater(Duration.ZERO, Duration.ofSeconds(2)).subscribe(null, (ex) -> {
			// The thread ends a little later, then; it is a daemon.
		});
	}

	private ClientTransport newTransport() throws SSLException {
		return switch (this.settings.transport()) {
			case TCP -> TcpClientTransport.create(tcpClient());
			case WEBSOCKET -> WebsocketClientTransport.create(httpClient(), "/");
		};
	}

	private TcpClient tcpClient() throws SSLException {
		TcpClient client = configure(TcpClient.create(ConnectionProvider.newConnection()));
		return this.settings.secure() ? client.secure(tls()) : client;
	}

	private HttpClient httpClient() throws SSLException {
		HttpClient client = configure(HttpClient.newConnection()).disableRetry(true);
		return this.settings.secure() ? client.secure(tls()) : client;
	}

	private <T extends reactor.netty.transport.ClientTransport<T, ?>> T configure(T client) {
		return client.host(this.settings.host())
			.port(this.settings.port())
			.runOn(this.loop, false)
			// The JDK's resolver blocks, but only this event loop, which has nothing else
			// to do while it is not connected. Reactor Netty's own is a shared resource.
			.resolver(DefaultAddressResolverGroup.INSTANCE)
			// The caller's timeout is for all of the connecting.
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0);
	}

	/**
	 * Trusts what the JDK trusts. Before Netty 4.2 nobody verifies the host name unless
	 * told to.
	 */
	private static SslProvider tls() throws SSLException {
		SslContext context = SslContextBuilder.forClient().endpointIdentificationAlgorithm("HTTPS").build();
		return SslProvider.builder().sslContext(context).build();
	}

}
