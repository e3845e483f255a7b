package io.dataflowmonitoring.wire;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.util.LeakPresenceDetector;
import io.rsocket.transport.ClientTransport;
import io.rsocket.transport.netty.client.TcpClientTransport;
import io.rsocket.transport.netty.server.CloseableChannel;
import io.rsocket.transport.netty.server.TcpServerTransport;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.tcp.TcpClient;
import reactor.netty.tcp.TcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A proxy's end that listens on the loopback interface, and apps that connect to it. All
 * buffers come from one allocator that knows what has not been released.
 */
final class Loopback implements AutoCloseable {

	static final Duration TIMEOUT = Duration.ofSeconds(10);

	static final int LIMIT = 100_000;

	static final AcceptorSettings SETTINGS = new AcceptorSettings(LIMIT, 10_000_000, false);

	static final List<ExpositionFormat> TEXT = List.of(ExpositionFormat.TEXT_0_0_4);

	final RecordingListener listener = new RecordingListener();

	volatile Admission admission = (request) -> {
	};

	final ProxyKeys keys = ProxyKeys.generate();

	private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);

	private final Scheduler scheduler = Schedulers.newParallel("opening", 2, true);

	private final ExecutorService writer = Executors.newSingleThreadExecutor();

	private final CloseableChannel server;

	Loopback() {
		this.server = bind(this.listener, SETTINGS);
	}

	Loopback(AcceptorSettings settings) {
		this.server = bind(this.listener, settings);
	}

	Loopback(ConnectionListener listener) {
		this.server = bind(listener, SETTINGS);
	}

	private CloseableChannel bind(ConnectionListener listener, AcceptorSettings settings) {
		TcpServer tcp = TcpServer.create()
			.host("127.0.0.1")
			.port(0)
			.childOption(ChannelOption.ALLOCATOR, this.allocator);
		return get(new ProxyAcceptor(this.keys, settings, this.scheduler, (request) -> this.admission.admit(request),
				listener)
			.bind(TcpServerTransport.create(tcp)));
	}

	int port() {
		return this.server.address().getPort();
	}

	ClientTransport transport() {
		return transport(port());
	}

	ClientTransport transport(int port) {
		return TcpClientTransport.create(TcpClient.create(ConnectionProvider.newConnection())
			.host("127.0.0.1")
			.port(port)
			.option(ChannelOption.ALLOCATOR, this.allocator));
	}

	AppConnection connect(ExpositionSource source, ScrapeListener scrapes) {
		return connect(AppSettings.ANONYMOUS, source, scrapes);
	}

	AppConnection connect(AppSettings settings, ExpositionSource source, ScrapeListener scrapes) {
		AppConnection app = get(AppConnection.connect(transport(), settings, source, this.writer, scrapes));
		app.ready().block(TIMEOUT);
		return app;
	}

	ProxyConnection onlyConnection() {
		await().until(() -> this.listener.connections.size() == 1);
		return this.listener.connections.get(0);
	}

	static WireExposition text(String exposition) {
		return new WireExposition(exposition.getBytes(StandardCharsets.UTF_8), ExpositionFormat.TEXT_0_0_4);
	}

	/**
	 * Writes a frame as it travels over TCP, and releases it.
	 */
	static byte[] framed(ByteBuf frame) {
		try {
			return new FieldWriter().uint8(0)
				.uint16(frame.readableBytes())
				.bytes(ByteBufUtil.getBytes(frame))
				.toBytes();
		}
		finally {
			frame.release();
		}
	}

	static <T> T get(Mono<T> mono) {
		return Objects.requireNonNull(mono.block(TIMEOUT));
	}

	ExecutorService writer() {
		return this.writer;
	}

	/**
	 * Ends everything and checks that every buffer has been released.
	 */
	@Override
	public void close() {
		this.server.dispose();
		this.listener.connections.forEach(ProxyConnection::dispose);
		await().ignoreExceptions().untilAsserted(() -> {
			assertThat(this.allocator.metric().usedDirectMemory()).isZero();
			assertThat(this.allocator.metric().usedHeapMemory()).isZero();
			// Of any allocator; throws with the place where a buffer was taken.
			LeakPresenceDetector.check();
		});
		this.writer.shutdownNow();
		this.scheduler.dispose();
	}

}
