package io.dataflowmonitoring.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.util.LeakPresenceDetector;
import io.rsocket.Payload;
import io.rsocket.RSocket;
import io.rsocket.core.RSocketServer;
import io.rsocket.transport.netty.client.TcpClientTransport;
import io.rsocket.transport.netty.server.CloseableChannel;
import io.rsocket.transport.netty.server.TcpServerTransport;
import io.rsocket.util.DefaultPayload;
import io.rsocket.util.EmptyPayload;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.tcp.TcpClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/**
 * The app's end against a proxy of the negotiated protocol that is made by hand, so that
 * it can send what it must not.
 */
@Timeout(60)
class HandmadeProxyTests {

	private static final Duration TIMEOUT = Loopback.TIMEOUT;

	private static final byte[] HELLO = new Hello(true, true, List.of(ExpositionFormat.values()), 10_000, 100_000)
		.encode();

	private final AppSettings settings = new AppSettings(AppDescription.NONE, null,
			EnumSet.allOf(ExpositionFormat.class), false);

	private final CompletableFuture<RSocket> app = new CompletableFuture<>();

	private final CompletableFuture<Session> session = new CompletableFuture<>();

	private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);

	private final KeyPair pair = ProxyKeys.generate().current();

	private volatile Function<Message, Payload> onPush = (push) -> EmptyPayload.INSTANCE;

	private CloseableChannel proxy;

	private AppConnection connection;

	@BeforeEach
	void connect() {
		RSocketServer server = RSocketServer.create((setup, sendingSocket) -> {
			byte[] entry = Setup.decode(setup.metadataMimeType(), setup.metadata()).requireEntry();
			this.app.complete(sendingSocket);
			return Mono.just(new RSocket() {

				@Override
				public Mono<Void> fireAndForget(Payload payload) {
					byte[] transcript = SessionSecret.transcript(entry, HELLO, publicKey());
					HandmadeProxyTests.this.session.complete(
							SessionSecret
								.unwrap(Message.take(payload, 1000).sealed(),
										List.of(HandmadeProxyTests.this.pair.getPrivate()))
								.proxySession(transcript));
					return Mono.empty();
				}

				@Override
				public Mono<Payload> requestResponse(Payload payload) {
					return Mono.just(HandmadeProxyTests.this.onPush.apply(Message.take(payload, 10_000)));
				}

			});
		});
		this.proxy = Loopback.get(server.bind(TcpServerTransport.create("127.0.0.1", 0)));
		TcpClientTransport transport = TcpClientTransport.create(TcpClient.create(ConnectionProvider.newConnection())
			.remoteAddress(this.proxy::address)
			.option(ChannelOption.ALLOCATOR, this.allocator));
		this.connection = Loopback.get(AppConnection.connect(transport, this.settings,
				(out, contentType) -> out.write("a 1\n".getBytes(StandardCharsets.UTF_8)), Runnable::run,
				new IgnoringScrapes()));
	}

	@AfterEach
	void everythingIsReleased() {
		this.connection.dispose();
		this.proxy.dispose();
		await().ignoreExceptions().untilAsserted(() -> {
			assertThat(this.allocator.metric().usedDirectMemory()).isZero();
			assertThat(this.allocator.metric().usedHeapMemory()).isZero();
			// Of any allocator; throws with the place where a buffer was taken.
			LeakPresenceDetector.check();
		});
	}

	@Test
	void aProxyThatKeepsToTheProtocolIsServed() {
		sayHello(HELLO);
		Message pull = pull();
		Message answer = Message.take(request(pull).join(), 1000);
		WireExposition exposition = ExpositionBody
			.decode(ByteBuffer.wrap(session().open(answer, MessageType.ANSWER, pull.counter())), 1000, byte[]::new);
		assertThat(exposition.format()).isEqualTo(ExpositionFormat.OPENMETRICS_1_0_0);
		assertThat(exposition.bytes()).asString(StandardCharsets.UTF_8).isEqualTo("a 1\n");
	}

	@Test
	void aHelloOfAnotherVersionClosesTheConnection() {
		byte[] hello = HELLO.clone();
		hello[0] = 3;
		sayHello(hello);
		assertClosed(WireFailure.MALFORMED, "chooses version 3");
	}

	@Test
	void aTruncatedHelloClosesTheConnection() {
		sayHello(new byte[] { 2, 1 });
		assertClosed(WireFailure.MALFORMED, "ends too early");
	}

	@Test
	void aHelloWithoutAKeyClosesTheConnection() {
		send(DefaultPayload.create(new byte[] { 1 }, HELLO));
		assertClosed(WireFailure.MALFORMED, "no RSA public key");
	}

	@Test
	void aRequestThatIsNotSealedClosesTheConnection() {
		sayHello(HELLO);
		session();
		assertThat(request(Session.plain().seal(MessageType.PULL, 0, new byte[] { 1, 1 }))).failsWithin(TIMEOUT);
		assertClosed(WireFailure.UNDECRYPTABLE, "does not decipher");
	}

	@Test
	void aRequestThatComesTwiceClosesTheConnection() {
		sayHello(HELLO);
		Message pull = pull();
		request(pull).join();
		assertThat(request(pull)).failsWithin(TIMEOUT);
		assertClosed(WireFailure.REPLAYED, "came before");
	}

	@Test
	void aForgedAcknowledgementIsNone() {
		sayHello(HELLO);
		this.onPush = (
				push) -> Session.plain().seal(MessageType.ACKNOWLEDGEMENT, push.counter(), new byte[0]).toPayload();
		assertPushFails(WireFailure.UNDECRYPTABLE);
	}

	@Test
	void anEmptyAcknowledgementIsNone() {
		sayHello(HELLO);
		assertPushFails(WireFailure.MALFORMED);
	}

	@Test
	void theAcknowledgementOfAnotherPushIsNone() {
		sayHello(HELLO);
		this.onPush = (push) -> session().seal(MessageType.ACKNOWLEDGEMENT, push.counter() + 1, new byte[0])
			.toPayload();
		assertPushFails(WireFailure.MALFORMED);
	}

	@Test
	void aForgedGoAwayIsNone() {
		sayHello(HELLO);
		session();
		CompletableFuture<Void> goAway = this.connection.goAway().toFuture();
		send(Session.plain().seal(MessageType.GO_AWAY, 0, new byte[0]).toPayload());
		assertClosed(WireFailure.UNDECRYPTABLE, "does not decipher");
		assertThat(goAway).isNotDone();
	}

	@Test
	void theLimitsOfTheProxyAreKept() {
		sayHello(HELLO);
		WireExposition incompressible = new WireExposition(randomBytes(10_000), ExpositionFormat.TEXT_0_0_4);
		WireException failure = catchThrowableOfType(WireException.class,
				() -> this.connection.push(incompressible).block(TIMEOUT));
		assertThat(failure.reason()).isEqualTo(WireFailure.OVERSIZED);
	}

	private void assertPushFails(WireFailure reason) {
		WireException failure = catchThrowableOfType(WireException.class,
				() -> this.connection.push(Loopback.text("last 1\n")).block(TIMEOUT));
		assertThat(failure.reason()).isEqualTo(reason);
		assertClosed(reason, "");
	}

	private void assertClosed(WireFailure reason, String message) {
		WireException failure = catchThrowableOfType(WireException.class,
				() -> this.connection.onClose().block(TIMEOUT));
		assertThat(failure.reason()).isEqualTo(reason);
		assertThat(failure).hasMessageContaining(message);
	}

	private void sayHello(byte[] hello) {
		send(DefaultPayload.create(publicKey(), hello));
	}

	private Message pull() {
		byte[] body = new FieldWriter().codes(Formats.codes(List.of(ExpositionFormat.OPENMETRICS_1_0_0))).toBytes();
		return session().seal(MessageType.PULL, 0, body);
	}

	private Session session() {
		return this.session.orTimeout(10, TimeUnit.SECONDS).join();
	}

	private void send(Payload payload) {
		this.app.orTimeout(10, TimeUnit.SECONDS).join().fireAndForget(payload).block(TIMEOUT);
	}

	private CompletableFuture<Payload> request(Message message) {
		return this.app.join().requestResponse(message.toPayload()).timeout(TIMEOUT).toFuture();
	}

	private byte[] publicKey() {
		return this.pair.getPublic().getEncoded();
	}

	private static byte[] randomBytes(int size) {
		byte[] bytes = new byte[size];
		new Random(1).nextBytes(bytes);
		return bytes;
	}

}
