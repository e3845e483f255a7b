package io.dataflowmonitoring.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.dataflowmonitoring.wire.AcceptorSettings;
import io.dataflowmonitoring.wire.Admission;
import io.dataflowmonitoring.wire.AdmissionException;
import io.dataflowmonitoring.wire.ConnectionListener;
import io.dataflowmonitoring.wire.ConnectionRequest;
import io.dataflowmonitoring.wire.ExpositionFormat;
import io.dataflowmonitoring.wire.ProxyAcceptor;
import io.dataflowmonitoring.wire.ProxyConnection;
import io.dataflowmonitoring.wire.ProxyKeys;
import io.dataflowmonitoring.wire.WireException;
import io.dataflowmonitoring.wire.WireExposition;
import io.rsocket.transport.netty.server.CloseableChannel;
import io.rsocket.transport.netty.server.TcpServerTransport;
import io.rsocket.transport.netty.server.WebsocketServerTransport;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.SslProvider;
import reactor.netty.tcp.TcpServer;

import static org.awaitility.Awaitility.await;

/**
 * A proxy's end on the loopback interface that notes down what it is told.
 */
final class TestProxy implements ConnectionListener, AutoCloseable {

	static final Duration TIMEOUT = Duration.ofSeconds(10);

	static final List<ExpositionFormat> TEXT = List.of(ExpositionFormat.TEXT_0_0_4);

	/**
	 * For all tests, because making keys takes long.
	 */
	private static final ProxyKeys KEYS = ProxyKeys.generate();

	private final Scheduler scheduler = Schedulers.newSingle("test-proxy-opening", true);

	/**
	 * Of its own, so that the shared ones of Reactor Netty tell whether a client uses
	 * them.
	 */
	private final LoopResources loop = LoopResources.create("test-proxy", 1, true);

	private final CloseableChannel server;

	private final List<ProxyConnection> connections = new CopyOnWriteArrayList<>();

	final List<ExpositionFormat> pushFormats = new CopyOnWriteArrayList<>();

	final List<String> pushes = new CopyOnWriteArrayList<>();

	/**
	 * Called with each push before it is noted down.
	 */
	volatile Function<ProxyConnection, Mono<Void>> keep = (connection) -> Mono.empty();

	/**
	 * Whether connections are closed as soon as they are there.
	 */
	volatile boolean closeAtOnce;

	volatile Admission admission = (request) -> {
	};

	final List<ConnectionRequest> requests = new CopyOnWriteArrayList<>();

	private TestProxy(Transport transport, int port, @Nullable SslProvider tls) {
		ProxyAcceptor acceptor = new ProxyAcceptor(KEYS, new AcceptorSettings(10_000_000, 10_000_000, tls != null),
				this.scheduler, (request) -> {
					this.requests.add(request);
					this.admission.admit(request);
				}, this);
		TcpServer tcp = TcpServer.create().host("127.0.0.1").port(port).runOn(this.loop);
		HttpServer http = HttpServer.create().host("127.0.0.1").port(port).runOn(this.loop);
		this.server = Objects.requireNonNull(acceptor.bind(switch (transport) {
			case TCP -> TcpServerTransport.create((tls != null) ? tcp.secure(tls) : tcp);
			case WEBSOCKET -> WebsocketServerTransport.create((tls != null) ? http.secure(tls) : http);
		}).block(TIMEOUT));
	}

	static TestProxy start(Transport transport) {
		return new TestProxy(transport, 0, null);
	}

	static TestProxy start(Transport transport, int port) {
		return new TestProxy(transport, port, null);
	}

	static TestProxy startSecure(Transport transport, SslProvider tls) {
		return new TestProxy(transport, 0, tls);
	}

	/**
	 * Returns a port on which nobody listens.
	 */
	static int freePort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	int port() {
		return this.server.address().getPort();
	}

	/**
	 * Waits for the only app.
	 */
	ProxyConnection app() {
		await().until(() -> this.connections.size() == 1);
		return this.connections.get(0);
	}

	String pull() {
		return new String(Objects.requireNonNull(app().pull(TEXT).block(TIMEOUT)).bytes(), StandardCharsets.UTF_8);
	}

	boolean isConnected(ProxyConnection connection) {
		return this.connections.contains(connection);
	}

	boolean isAlone() {
		return this.connections.isEmpty();
	}

	@Override
	public void refused(@Nullable SocketAddress remoteAddress, AdmissionException failure) {
		// The app is told.
	}

	@Override
	public void connected(ProxyConnection connection) {
		this.connections.add(connection);
		if (this.closeAtOnce) {
			this.scheduler.schedule(connection::dispose, 50, TimeUnit.MILLISECONDS);
		}
	}

	@Override
	public Mono<Void> pushed(ProxyConnection connection, WireExposition exposition) {
		this.pushFormats.add(exposition.format());
		return this.keep.apply(connection)
			.doOnSuccess((none) -> this.pushes.add(new String(exposition.bytes(), StandardCharsets.UTF_8)));
	}

	@Override
	public void pushFailed(ProxyConnection connection, WireException failure) {
		throw failure;
	}

	@Override
	public void failed(ProxyConnection connection, WireException failure) {
		throw new AssertionError(failure);
	}

	@Override
	public void closed(ProxyConnection connection) {
		this.connections.remove(connection);
	}

	@Override
	public void close() {
		this.server.dispose();
		this.connections.forEach(ProxyConnection::dispose);
		this.server.onClose().block(TIMEOUT);
		this.scheduler.dispose();
		this.loop.disposeLater(Duration.ZERO, TIMEOUT).block(TIMEOUT);
	}

}
