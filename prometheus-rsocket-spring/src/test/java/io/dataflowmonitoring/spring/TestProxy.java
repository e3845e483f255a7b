package io.dataflowmonitoring.spring;

import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.dataflowmonitoring.wire.AcceptorSettings;
import io.dataflowmonitoring.wire.AdmissionException;
import io.dataflowmonitoring.wire.ConnectionListener;
import io.dataflowmonitoring.wire.ConnectionRequest;
import io.dataflowmonitoring.wire.ExpositionFormat;
import io.dataflowmonitoring.wire.ProxyAcceptor;
import io.dataflowmonitoring.wire.ProxyConnection;
import io.dataflowmonitoring.wire.ProxyKeys;
import io.dataflowmonitoring.wire.WireException;
import io.dataflowmonitoring.wire.WireExposition;
import io.netty.handler.ssl.SslContext;
import io.rsocket.transport.netty.server.CloseableChannel;
import io.rsocket.transport.netty.server.TcpServerTransport;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.tcp.TcpServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The proxy's end of the wire, on a free loopback port.
 */
final class TestProxy implements ConnectionListener, AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final ProxyKeys KEYS = ProxyKeys.generate();

	private final List<ProxyConnection> connections = new CopyOnWriteArrayList<>();

	private final List<String> pushes = new CopyOnWriteArrayList<>();

	private final Scheduler scheduler = Schedulers.newSingle("test-proxy");

	private final Mono<Void> acknowledgement;

	private final CloseableChannel server;

	private final List<ConnectionRequest> requests = new CopyOnWriteArrayList<>();

	private TestProxy(Mono<Void> acknowledgement, @Nullable SslContext tls) {
		this.acknowledgement = acknowledgement;
		TcpServer tcp = TcpServer.create().host("127.0.0.1").port(0);
		this.server = new ProxyAcceptor(KEYS, new AcceptorSettings(10_000_000, 10_000_000, tls != null), this.scheduler,
				this.requests::add, this)
			.bind(TcpServerTransport.create((tls != null) ? tcp.secure((spec) -> spec.sslContext(tls)) : tcp))
			.block(PATIENCE);
	}

	static TestProxy start() {
		return new TestProxy(Mono.empty(), null);
	}

	static TestProxy startOneThatNeverAcknowledges() {
		return new TestProxy(Mono.never(), null);
	}

	static TestProxy startSecure(SslContext tls) {
		return new TestProxy(Mono.empty(), tls);
	}

	/**
	 * Returns what the apps have said as they connected.
	 * @return all requests so far
	 */
	List<ConnectionRequest> requests() {
		return this.requests;
	}

	boolean isAlone() {
		return this.connections.isEmpty();
	}

	int port() {
		return this.server.address().getPort();
	}

	/**
	 * Asks the one app that is connected, or that will be soon.
	 * @return its metrics
	 */
	String pull() {
		return new String(pull(ExpositionFormat.TEXT_0_0_4).bytes(), StandardCharsets.UTF_8);
	}

	WireExposition pull(ExpositionFormat format) {
		Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(this.connections).hasSize(1));
		return this.connections.get(0).pull(List.of(format)).block(PATIENCE);
	}

	/**
	 * Returns what has been pushed. A push is here before the app is told so.
	 * @return all pushes so far
	 */
	List<String> pushes() {
		return this.pushes;
	}

	@Override
	public void refused(@Nullable SocketAddress remoteAddress, AdmissionException failure) {
		throw failure;
	}

	@Override
	public void connected(ProxyConnection connection) {
		this.connections.add(connection);
	}

	@Override
	public Mono<Void> pushed(ProxyConnection connection, WireExposition exposition) {
		this.pushes.add(new String(exposition.bytes(), StandardCharsets.UTF_8));
		return this.acknowledgement;
	}

	@Override
	public void pushFailed(ProxyConnection connection, WireException failure) {
		throw failure;
	}

	@Override
	public void failed(ProxyConnection connection, WireException failure) {
		throw failure;
	}

	@Override
	public void closed(ProxyConnection connection) {
		this.connections.remove(connection);
	}

	@Override
	public void close() {
		this.server.dispose();
		this.server.onClose().block(PATIENCE);
		this.scheduler.dispose();
	}

}
