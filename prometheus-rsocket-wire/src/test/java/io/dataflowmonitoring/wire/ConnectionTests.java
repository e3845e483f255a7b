package io.dataflowmonitoring.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.rsocket.Payload;
import io.rsocket.RSocket;
import io.rsocket.SocketAcceptor;
import io.rsocket.core.RSocketConnector;
import io.rsocket.frame.SetupFrameCodec;
import io.rsocket.util.DefaultPayload;
import io.rsocket.util.EmptyPayload;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/**
 * Both ends together over TCP on the loopback interface. After each test every buffer
 * must have been released.
 */
@Timeout(60)
class ConnectionTests {

	private static final Duration TIMEOUT = Loopback.TIMEOUT;

	private final Scrapes scrapes = new Scrapes();

	private Loopback loopback;

	@BeforeEach
	void startProxy() {
		this.loopback = new Loopback();
	}

	@AfterEach
	void everythingIsReleased() {
		this.loopback.close();
	}

	@Test
	void theProxyPullsWhatTheAppWrites() {
		this.loopback.connect((out, contentType) -> out.write(contentType.getBytes(StandardCharsets.UTF_8)),
				this.scrapes);
		assertThat(pull()).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
		assertThat(pull()).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
		assertThat(this.scrapes.bytes.get()).isEqualTo(2 * "text/plain; version=0.0.4; charset=utf-8".length());
	}

	@Test
	void theProxyKnowsWhereTheAppConnectedFrom() {
		this.loopback.connect(text("a 1\n"), this.scrapes);
		assertThat(this.loopback.onlyConnection().remoteAddress()).isInstanceOfSatisfying(InetSocketAddress.class,
				(address) -> assertThat(address.getAddress().isLoopbackAddress()).isTrue());
	}

	@Test
	void theAppSealsForTheKeyOfTheRequest() {
		this.loopback.connect(text("a 1\n"), this.scrapes);
		assertThat(pull()).isEqualTo("a 1\n");
		this.loopback.keys.rotate();
		assertThat(pull()).isEqualTo("a 1\n");
	}

	@Test
	void anAnswerThatIsUnderWayDuringARotationOpens() throws Exception {
		CountDownLatch asked = new CountDownLatch(1);
		CountDownLatch rotated = new CountDownLatch(1);
		this.loopback.connect((out, contentType) -> {
			asked.countDown();
			awaitUninterruptibly(rotated);
			out.write('a');
		}, this.scrapes);
		CompletableFuture<byte[]> underWay = this.loopback.onlyConnection()
			.pull(Loopback.TEXT)
			.map(WireExposition::bytes)
			.toFuture();
		assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
		this.loopback.keys.rotate();
		CompletableFuture<byte[]> next = this.loopback.onlyConnection()
			.pull(Loopback.TEXT)
			.map(WireExposition::bytes)
			.toFuture();
		rotated.countDown();
		assertThat(underWay).succeedsWithin(TIMEOUT).isEqualTo(new byte[] { 'a' });
		assertThat(next).succeedsWithin(TIMEOUT).isEqualTo(new byte[] { 'a' });
	}

	@Test
	void anAppThatCannotWriteItsMetricsSaysSoAndStaysConnected() {
		AtomicInteger pulls = new AtomicInteger();
		this.loopback.connect((out, contentType) -> {
			switch (pulls.incrementAndGet()) {
				case 1 -> throw new IOException("the gauge\nis broken");
				case 2 -> throw new NoClassDefFoundError("org/example/Gauge");
				default -> out.write('a');
			}
		}, this.scrapes);
		WireException first = assertFailure(WireFailure.APP_ERROR, this::pull);
		assertThat(first).hasMessage("The app could not write its metrics: the gauge is broken");
		WireException second = assertFailure(WireFailure.APP_ERROR, this::pull);
		assertThat(second).hasMessageContaining("org/example/Gauge");
		assertThat(pull()).isEqualTo("a");
		assertThat(this.scrapes.failures.get()).isEqualTo(2);
	}

	@Test
	void aPeersWordsAreCutShort() {
		this.loopback.connect((out, contentType) -> {
			throw new IOException("x".repeat(100_000));
		}, this.scrapes);
		assertThat(assertFailure(WireFailure.APP_ERROR, this::pull).getMessage()).hasSizeLessThan(400);
	}

	@Test
	void anExpositionOverTheLimitIsRefused() {
		this.loopback.connect((out, contentType) -> out.write(new byte[Loopback.LIMIT + 1]), this.scrapes);
		assertFailure(WireFailure.OVERSIZED, this::pull);
	}

	@Test
	void aCancelledPullLeavesNothingBehindAndDoesNotInterruptTheApp() throws Exception {
		CountDownLatch asked = new CountDownLatch(1);
		CountDownLatch cancelled = new CountDownLatch(1);
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		this.loopback.connect((out, contentType) -> {
			asked.countDown();
			awaitUninterruptibly(cancelled);
			out.write(new byte[Loopback.LIMIT]);
			interrupted.complete(Thread.currentThread().isInterrupted());
		}, this.scrapes);
		Disposable pull = this.loopback.onlyConnection().pull(Loopback.TEXT).subscribe();
		assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
		pull.dispose();
		// A pull on the same connection comes after the cancellation.
		CompletableFuture<byte[]> next = this.loopback.onlyConnection()
			.pull(Loopback.TEXT)
			.map(WireExposition::bytes)
			.toFuture();
		cancelled.countDown();
		assertThat(interrupted).succeedsWithin(TIMEOUT).isEqualTo(false);
		assertThat(next).succeedsWithin(TIMEOUT);
	}

	@Test
	void aPushIsAcknowledgedWhenItIsSafeAndNotBefore() {
		Sinks.Empty<Void> safe = Sinks.empty();
		CompletableFuture<String> arrived = new CompletableFuture<>();
		this.loopback.listener.keep = (exposition) -> {
			arrived.complete(exposition);
			return safe.asMono();
		};
		AppConnection app = this.loopback.connect(text(""), this.scrapes);
		CompletableFuture<Void> push = app.push(Loopback.text("last 1\n")).toFuture();
		assertThat(arrived).succeedsWithin(TIMEOUT).isEqualTo("last 1\n");
		// The answer to a pull, which comes after whatever was sent before it.
		assertThat(pull()).isEmpty();
		assertThat(push).isNotDone();
		safe.tryEmitEmpty();
		assertThat(push).succeedsWithin(TIMEOUT);
	}

	@Test
	void aPushThatIsNotKeptIsRefusedWithTheReason() {
		this.loopback.listener.keep = (exposition) -> Mono.error(new IOException("the disk is full"));
		AppConnection app = this.loopback.connect(text(""), this.scrapes);
		assertThat(assertFailure(WireFailure.PUSH_REFUSED, () -> app.push(Loopback.text("last 1\n")).block(TIMEOUT)))
			.hasMessage("The proxy refused the push: the disk is full");
		assertThat(pull()).isEmpty();
	}

	@Test
	void aPushToAProxyThatGoesAwayFails() {
		CompletableFuture<String> arrived = new CompletableFuture<>();
		this.loopback.listener.keep = (exposition) -> {
			arrived.complete(exposition);
			return Mono.never();
		};
		AppConnection app = this.loopback.connect(text(""), this.scrapes);
		CompletableFuture<Void> push = app.push(Loopback.text("last 1\n")).toFuture();
		assertThat(arrived).succeedsWithin(TIMEOUT);
		this.loopback.onlyConnection().dispose();
		assertThat(push).failsWithin(TIMEOUT)
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(WireException.class,
					(failure) -> assertThat(failure.reason()).isEqualTo(WireFailure.CLOSED));
	}

	@Test
	void aPushIsKeptEvenIfTheAppGoesAwayBeforeItIsSafe() {
		Sinks.Empty<Void> safe = Sinks.empty();
		CompletableFuture<String> arrived = new CompletableFuture<>();
		this.loopback.listener.keep = (exposition) -> {
			arrived.complete(exposition);
			return safe.asMono();
		};
		AppConnection app = this.loopback.connect(text(""), this.scrapes);
		app.push(Loopback.text("last 1\n")).onErrorComplete().subscribe();
		assertThat(arrived).succeedsWithin(TIMEOUT);
		app.dispose();
		app.onClose().onErrorComplete().block(TIMEOUT);
		safe.tryEmitEmpty();
		await().untilAsserted(() -> assertThat(this.loopback.listener.events).containsExactly("connected",
				"pushed last 1\n", "closed"));
	}

	@Test
	void aFireAndForgetPushRightBeforeTheEndIsKeptAndTheEndReportedAfterIt() {
		PublishedApp app = new PublishedApp(this.loopback, EmptyPayload.INSTANCE);
		app.proxy.fireAndForget(app.seal("last 1\n")).block(TIMEOUT);
		app.proxy.dispose();
		await().untilAsserted(() -> assertThat(this.loopback.listener.events).containsExactly("connected",
				"pushed last 1\n", "closed"));
	}

	@Test
	void aRequestResponsePushOfAPublishedClientIsAcknowledged() {
		PublishedApp app = new PublishedApp(this.loopback, EmptyPayload.INSTANCE);
		Payload answer = Loopback.get(app.proxy.requestResponse(app.seal("last 1\n")));
		assertThat(answer.data().readableBytes()).isZero();
		assertThat(this.loopback.listener.events).containsExactly("connected", "pushed last 1\n");
	}

	@Test
	void aPushSealedForTheKeyBeforeARotationIsKept() {
		PublishedApp app = new PublishedApp(this.loopback, EmptyPayload.INSTANCE);
		Payload push = app.seal("last 1\n");
		this.loopback.keys.rotate();
		this.loopback.keys.rotate();
		this.loopback.onlyConnection().pull(Loopback.TEXT).onErrorComplete().block(TIMEOUT);
		app.proxy.requestResponse(push).block(TIMEOUT);
		assertThat(this.loopback.listener.events).contains("pushed last 1\n");
	}

	@Test
	void aPushThatCannotBeReadIsReportedAndRefusedAndTheConnectionStays() {
		PublishedApp app = new PublishedApp(this.loopback, DefaultPayload.create("a 1\n", "plaintext"));
		List<Payload> unreadable = List.of(DefaultPayload.create("neither", "nor"), DefaultPayload.create("no key"),
				EmptyPayload.INSTANCE, DefaultPayload.create(new byte[2 * Loopback.LIMIT], new byte[256]));
		for (Payload push : unreadable) {
			assertThat(app.proxy.requestResponse(push).toFuture()).failsWithin(TIMEOUT);
		}
		app.proxy.fireAndForget(DefaultPayload.create("neither", "nor")).block(TIMEOUT);
		await().untilAsserted(() -> assertThat(this.loopback.listener.events).containsExactly("connected",
				"push failed undecryptable", "push failed malformed", "push failed malformed", "push failed oversized",
				"push failed undecryptable"));
		assertThat(pull()).isEqualTo("a 1\n");
	}

	@Test
	void anAnswerInPlainTextIsTaken() {
		new PublishedApp(this.loopback, DefaultPayload.create("a 1\n", "plaintext"));
		assertThat(pull()).isEqualTo("a 1\n");
	}

	@Test
	void anAnswerMayFillAFrame() {
		try (Loopback large = new Loopback(new AcceptorSettings(20_000_000, 20_000_000, false))) {
			byte[] exposition = new byte[0xffffff - 12 - "plaintext".length()];
			new PublishedApp(large, DefaultPayload.create(exposition, "plaintext".getBytes(StandardCharsets.US_ASCII)));
			assertThat(large.onlyConnection().pull(Loopback.TEXT).map(WireExposition::bytes).block(TIMEOUT))
				.isEqualTo(exposition);
		}
	}

	@Test
	void fragmentsAddUpToTheLimitAndNoFurther() {
		PublishedApp app = new PublishedApp(this.loopback, DefaultPayload.create("a 1\n", "plaintext"), 64_000);
		byte[] key = "plaintext".getBytes(StandardCharsets.US_ASCII);
		app.proxy.requestResponse(DefaultPayload.create(new byte[Loopback.LIMIT], key)).block(TIMEOUT);
		assertThat(app.proxy.requestResponse(DefaultPayload.create(new byte[0xffffff], key)).toFuture())
			.failsWithin(TIMEOUT)
			.withThrowableThat()
			.withMessageContaining("reassemble");
		assertThat(pull()).isEqualTo("a 1\n");
	}

	@Test
	void anAnswerThatCannotBeReadFailsThePullOnly() {
		PublishedApp app = new PublishedApp(this.loopback, DefaultPayload.create("neither", "nor"));
		assertFailure(WireFailure.UNDECRYPTABLE, this::pull);
		app.answer = EmptyPayload.INSTANCE;
		assertFailure(WireFailure.MALFORMED, this::pull);
		app.answer = null;
		assertFailure(WireFailure.MALFORMED, this::pull);
		app.answer = DefaultPayload.create("a 1\n", "plaintext");
		assertThat(pull()).isEqualTo("a 1\n");
	}

	@Test
	void anAppThatAsksForWhatTheProxyDoesNotOfferIsToldSo() {
		PublishedApp app = new PublishedApp(this.loopback, DefaultPayload.create("a 1\n", "plaintext"));
		assertThat(app.proxy.requestStream(DefaultPayload.create("x")).collectList().toFuture()).failsWithin(TIMEOUT);
		app.proxy.metadataPush(DefaultPayload.create(new byte[0], new byte[10])).block(TIMEOUT);
		assertThat(pull()).isEqualTo("a 1\n");
	}

	@Test
	void aPullFromAnAppThatHasGoneFails() {
		AppConnection app = this.loopback.connect(text(""), this.scrapes);
		ProxyConnection connection = this.loopback.onlyConnection();
		app.dispose();
		await().until(() -> this.loopback.listener.events.contains("closed"));
		assertFailure(WireFailure.CLOSED, () -> connection.pull(Loopback.TEXT).block(TIMEOUT));
	}

	@Test
	void aPullFromAnAppThatGoesAwayMeanwhileFails() throws Exception {
		CountDownLatch asked = new CountDownLatch(1);
		CountDownLatch gone = new CountDownLatch(1);
		AppConnection app = this.loopback.connect((out, contentType) -> {
			asked.countDown();
			awaitUninterruptibly(gone);
		}, this.scrapes);
		CompletableFuture<byte[]> pull = this.loopback.onlyConnection()
			.pull(Loopback.TEXT)
			.map(WireExposition::bytes)
			.toFuture();
		assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
		app.dispose();
		assertThat(pull).failsWithin(TIMEOUT)
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(WireException.class,
					(failure) -> assertThat(failure.reason()).isEqualTo(WireFailure.CLOSED));
		gone.countDown();
	}

	@Test
	void anAppThatIsRefusedIsToldWhy() {
		ConnectionListener full = new ConnectionListener() {

			@Override
			public void connected(ProxyConnection connection) {
				throw new IllegalStateException("no more than 10 apps");
			}

			@Override
			public void refused(@Nullable SocketAddress remoteAddress, AdmissionException failure) {
			}

			@Override
			public Mono<Void> pushed(ProxyConnection connection, WireExposition exposition) {
				return Mono.empty();
			}

			@Override
			public void pushFailed(ProxyConnection connection, WireException failure) {
			}

			@Override
			public void failed(ProxyConnection connection, WireException failure) {
			}

			@Override
			public void closed(ProxyConnection connection) {
			}

		};
		try (Loopback refusing = new Loopback(full)) {
			AppConnection app = Loopback.get(AppConnection.connect(refusing.transport(), AppSettings.ANONYMOUS,
					text(""), refusing.writer(), this.scrapes));
			assertThat(assertFailure(WireFailure.CLOSED, () -> app.ready().block(TIMEOUT)))
				.hasMessageContaining("no more than 10 apps");
		}
	}

	@Test
	void garbageEndsTheConnectionItCameOverAndNoOther() throws Exception {
		this.loopback.connect(text("a 1\n"), this.scrapes);
		Random random = new Random(20260101);
		for (int i = 0; i < 50; i++) {
			byte[] garbage = new byte[random.nextInt(200)];
			random.nextBytes(garbage);
			// A whole frame, so that it is read and not waited for.
			garbage = Loopback.framed(Unpooled.wrappedBuffer(garbage));
			try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.loopback.port())) {
				socket.setSoTimeout((int) TIMEOUT.toMillis());
				socket.getOutputStream().write(garbage);
				assertThat(isClosedByPeer(socket.getInputStream())).isTrue();
			}
		}
		assertThat(pull()).isEqualTo("a 1\n");
		assertThat(this.loopback.listener.events).filteredOn((event) -> !event.startsWith("refused "))
			.containsExactly("connected");
	}

	@Test
	void garbageAfterAProperSetupHarmsNoOtherConnection() throws Exception {
		this.loopback.connect(text("a 1\n"), this.scrapes);
		ProxyConnection healthy = this.loopback.onlyConnection();
		Random random = new Random(20260101);
		ByteBuf setup = SetupFrameCodec.encode(UnpooledByteBufAllocator.DEFAULT, false, 15_000, 60_000,
				Unpooled.EMPTY_BUFFER, "application/binary", "application/binary", EmptyPayload.INSTANCE);
		List<byte[]> setups = List.of(Loopback.framed(setup), Loopback.framed(negotiatedSetup()));
		for (int i = 0; i < 100; i++) {
			byte[] garbage = new byte[6 + random.nextInt(200)];
			random.nextBytes(garbage);
			// Stream 0 to 3, and any type and flags, so that it comes as far as possible.
			garbage[0] = 0;
			garbage[1] = 0;
			garbage[2] = 0;
			garbage[3] = (byte) random.nextInt(4);
			try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.loopback.port())) {
				OutputStream out = socket.getOutputStream();
				out.write(setups.get(random.nextInt(2)));
				out.write(Loopback.framed(Unpooled.wrappedBuffer(garbage)));
				out.flush();
				socket.shutdownOutput();
				socket.setSoTimeout((int) TIMEOUT.toMillis());
				assertThat(isClosedByPeer(socket.getInputStream())).isTrue();
			}
		}
		assertThat(healthy.pull(Loopback.TEXT).map(WireExposition::bytes).block(TIMEOUT)).isEqualTo(bytes("a 1\n"));
		await()
			.untilAsserted(() -> assertThat(this.loopback.listener.events).filteredOn("closed"::equals).hasSize(100));
	}

	@Test
	void aProxyThatFallsSilentIsNoticed() throws Exception {
		try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			AppConnection app = Loopback
				.get(AppConnection.connect(this.loopback.transport(silent.getLocalPort()), AppSettings.ANONYMOUS,
						text(""), this.loopback.writer(), this.scrapes, Duration.ofMillis(50), Duration.ofMillis(200)));
			assertThat(assertFailure(WireFailure.CLOSED, () -> app.onClose().block(TIMEOUT)))
				.hasMessageContaining("keep-alive");
			assertFailure(WireFailure.CLOSED, () -> app.ready().block(TIMEOUT));
		}
	}

	@Test
	void anAppThatFallsSilentIsNoticed() throws Exception {
		ByteBuf setup = SetupFrameCodec.encode(UnpooledByteBufAllocator.DEFAULT, false, 50, 200, Unpooled.EMPTY_BUFFER,
				"application/binary", "application/binary", EmptyPayload.INSTANCE);
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.loopback.port())) {
			socket.getOutputStream().write(Loopback.framed(setup));
			await()
				.untilAsserted(() -> assertThat(this.loopback.listener.events).containsExactly("connected", "closed"));
		}
	}

	private String pull() {
		return new String(Loopback.get(this.loopback.onlyConnection().pull(Loopback.TEXT)).bytes(),
				StandardCharsets.UTF_8);
	}

	/**
	 * Reads until the peer closes the connection, or the timeout of the socket.
	 */
	private static boolean isClosedByPeer(InputStream in) {
		try {
			in.readAllBytes();
			return true;
		}
		catch (SocketTimeoutException ex) {
			return false;
		}
		catch (IOException ex) {
			return true;
		}
	}

	private static ByteBuf negotiatedSetup() {
		byte[] entry = Setup.entry(AppSettings.ANONYMOUS);
		return SetupFrameCodec.encode(UnpooledByteBufAllocator.DEFAULT, false, 15_000, 60_000, Unpooled.EMPTY_BUFFER,
				Setup.METADATA_MIME_TYPE, "application/binary", Setup.toPayload(AppSettings.ANONYMOUS, entry));
	}

	private static ExpositionSource text(String exposition) {
		return (out, contentType) -> out.write(bytes(exposition));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			latch.await(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static WireException assertFailure(WireFailure reason, ThrowingCallable code) {
		WireException failure = catchThrowableOfType(WireException.class, code);
		assertThat(failure).isNotNull();
		assertThat(failure.reason()).isEqualTo(reason);
		return failure;
	}

	/**
	 * Counts what the app's end reports.
	 */
	private static final class Scrapes implements ScrapeListener {

		private final AtomicInteger bytes = new AtomicInteger();

		private final AtomicInteger failures = new AtomicInteger();

		@Override
		public void scraped(int size, Duration took) {
			this.bytes.addAndGet(size);
		}

		@Override
		public void scrapeFailed(Throwable failure) {
			this.failures.incrementAndGet();
		}

	}

	/**
	 * An app that speaks RSocket by itself, as published clients do, and answers what a
	 * test wants.
	 */
	private static final class PublishedApp implements RSocket {

		private final CompletableFuture<SealingKey> firstKey = new CompletableFuture<>();

		private final RSocket proxy;

		private volatile @Nullable Payload answer;

		private PublishedApp(Loopback loopback, Payload answer) {
			this(loopback, answer, 0);
		}

		private PublishedApp(Loopback loopback, Payload answer, int fragmentSize) {
			this.answer = answer;
			this.proxy = Loopback.get(RSocketConnector.create()
				.fragment(fragmentSize)
				.acceptor(SocketAcceptor.with(this))
				.connect(loopback.transport()));
		}

		private Payload seal(String exposition) {
			return Envelope.seal(Loopback.text(exposition), this.firstKey.orTimeout(10, TimeUnit.SECONDS).join())
				.toPayload();
		}

		@Override
		public Mono<Void> fireAndForget(Payload payload) {
			this.firstKey.complete(SealingKey.take(payload));
			return Mono.empty();
		}

		@Override
		public Mono<Payload> requestResponse(Payload payload) {
			payload.release();
			return Mono.justOrEmpty(this.answer);
		}

	}

}
