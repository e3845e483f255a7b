package io.dataflowmonitoring.wire;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.util.LeakPresenceDetector;
import io.rsocket.Payload;
import io.rsocket.RSocket;
import io.rsocket.core.RSocketServer;
import io.rsocket.transport.ClientTransport;
import io.rsocket.transport.netty.client.TcpClientTransport;
import io.rsocket.transport.netty.server.CloseableChannel;
import io.rsocket.transport.netty.server.TcpServerTransport;
import io.rsocket.util.DefaultPayload;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.tcp.TcpClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The app's end against a peer that speaks RSocket by itself, as published proxies do.
 */
@Timeout(60)
class AppConnectionTests {

	private static final Duration TIMEOUT = Loopback.TIMEOUT;

	private final CompletableFuture<RSocket> app = new CompletableFuture<>();

	private final CompletableFuture<Envelope> push = new CompletableFuture<>();

	private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);

	private final KeyPair pair = ProxyKeys.generate().current();

	private CloseableChannel proxy;

	private AppConnection connection;

	@BeforeEach
	void connect() {
		RSocketServer server = RSocketServer.create((setup, sendingSocket) -> {
			this.app.complete(sendingSocket);
			return Mono.just(new RSocket() {

				@Override
				public Mono<Payload> requestResponse(Payload payload) {
					AppConnectionTests.this.push.complete(Envelope.take(payload, 1000, 1000));
					return Mono.just(DefaultPayload.create("kept"));
				}

			});
		});
		this.proxy = Loopback.get(server.bind(TcpServerTransport.create("127.0.0.1", 0)));
		this.connection = Loopback.get(AppConnection.connect(transport(), AppSettings.ANONYMOUS,
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
	void aPushWaitsForTheKey() {
		CompletableFuture<Void> pushed = this.connection.push(Loopback.text("last 1\n")).toFuture();
		assertThat(this.push).isNotDone();
		sendKey(DefaultPayload.create(this.pair.getPublic().getEncoded()));
		assertThat(pushed).succeedsWithin(TIMEOUT);
		assertThat(open(this.push.join())).isEqualTo("last 1\n");
	}

	@Test
	void aPushIsSealedForTheLastKeyOfAnyRequest() {
		sendKey(DefaultPayload.create(ProxyKeys.generate().publicKey()));
		pull(DefaultPayload.create(this.pair.getPublic().getEncoded()));
		this.connection.push(Loopback.text("last 1\n")).block(TIMEOUT);
		assertThat(open(this.push.join())).isEqualTo("last 1\n");
	}

	@Test
	void aProxyThatAsksForPlainTextGetsPlainText() {
		Payload answer = pull(DefaultPayload.create("plaintext"));
		assertThat(answer.getDataUtf8()).isEqualTo("a 1\n");
		assertThat(answer.getMetadataUtf8()).isEqualTo("plaintext");
	}

	@Test
	void aProxyThatAsksWithoutAReadableKeyIsToldSoAndMayAskAgain() {
		sendKey(DefaultPayload.create("no key"));
		assertThat(request(DefaultPayload.create("no key"))).failsWithin(TIMEOUT)
			.withThrowableThat()
			.withMessageContaining("6 bytes that are no RSA public key");
		assertThat(this.connection.ready().toFuture()).isNotDone();
		Payload answer = pull(DefaultPayload.create(this.pair.getPublic().getEncoded()));
		assertThat(open(Envelope.take(answer, 1000, 1000))).isEqualTo("a 1\n");
		this.connection.ready().block(TIMEOUT);
	}

	@Test
	void aProxyThatClosesInGoodOrderEndsTheConnection() {
		await().until(this.app::isDone);
		this.app.join().dispose();
		assertThat(this.connection.onClose().onErrorComplete().toFuture()).succeedsWithin(TIMEOUT);
	}

	private ClientTransport transport() {
		return TcpClientTransport.create(TcpClient.create(ConnectionProvider.newConnection())
			.remoteAddress(this.proxy::address)
			.option(ChannelOption.ALLOCATOR, this.allocator));
	}

	private void sendKey(Payload key) {
		this.app.orTimeout(10, TimeUnit.SECONDS).join().fireAndForget(key).block(TIMEOUT);
	}

	private Payload pull(Payload key) {
		return request(key).join();
	}

	private CompletableFuture<Payload> request(Payload key) {
		return this.app.orTimeout(10, TimeUnit.SECONDS)
			.thenCompose((rsocket) -> rsocket.requestResponse(key).timeout(TIMEOUT).toFuture());
	}

	private String open(Envelope envelope) {
		return new String(envelope.open(List.of(this.pair.getPrivate()), 1000, byte[]::new).bytes(),
				StandardCharsets.UTF_8);
	}

}
