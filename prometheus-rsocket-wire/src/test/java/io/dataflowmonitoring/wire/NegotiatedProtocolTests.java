package io.dataflowmonitoring.wire;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.rsocket.Payload;
import io.rsocket.frame.FrameHeaderCodec;
import io.rsocket.frame.FrameType;
import io.rsocket.frame.KeepAliveFrameCodec;
import io.rsocket.frame.SetupFrameCodec;
import io.rsocket.util.DefaultPayload;
import io.rsocket.util.EmptyPayload;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xerial.snappy.Snappy;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/**
 * What two ends of ours agree upon, over TCP on the loopback interface, and what a proxy
 * does with an app that breaks the agreement. After each test every buffer must have been
 * released.
 */
@Timeout(60)
class NegotiatedProtocolTests {

	private static final Duration TIMEOUT = Loopback.TIMEOUT;

	private static final List<ExpositionFormat> MERGED = List.of(ExpositionFormat.OPENMETRICS_1_0_0,
			ExpositionFormat.TEXT_0_0_4);

	private static final Set<ExpositionFormat> ALL = EnumSet.allOf(ExpositionFormat.class);

	private static final AppDescription SINK = new AppDescription(
			Map.of("application", "sink", "instance", "10.0.0.1:8080"));

	private static final AppSettings SETTINGS = new AppSettings(SINK, null, ALL, false);

	private Loopback loopback = new Loopback();

	@AfterEach
	void everythingIsReleased() {
		this.loopback.close();
	}

	@Test
	void theProxyLearnsWhoTheAppIsAndWhatItShowsBeforeItLetsItIn() {
		List<ConnectionRequest> requests = new ArrayList<>();
		this.loopback.admission = requests::add;
		AppCredentials token = new AppCredentials.Bearer("s3cret");
		AppConnection app = connect(new AppSettings(SINK, token, ALL, false));
		assertThat(app.protocol()).isEqualTo(Protocol.NEGOTIATED);
		assertThat(requests).hasSize(1);
		assertThat(requests.get(0).description()).isEqualTo(SINK);
		assertThat(requests.get(0).credentials()).isEqualTo(token);
		assertThat(requests.get(0).protocol()).isEqualTo(Protocol.NEGOTIATED);
		assertThat(requests.toString()).doesNotContain("s3cret");
		ProxyConnection connection = this.loopback.onlyConnection();
		assertThat(connection.description()).isEqualTo(SINK);
		assertThat(connection.formats()).isEqualTo(ALL);
	}

	@Test
	@DisplayName("Who may connect, who may scrape; TLS (PushProx#178)")
	void anAppThatIsNotAdmittedIsToldWhyAndTheProxyIsToldToo() {
		this.loopback.admission = (request) -> {
			throw new AdmissionException(AdmissionFailure.CREDENTIALS_WRONG, "The token is not one of this proxy's");
		};
		AppConnection app = Loopback.get(AppConnection.connect(this.loopback.transport(), SETTINGS, text("a 1\n"),
				this.loopback.writer(), new IgnoringScrapes()));
		assertThat(assertFailure(WireFailure.CLOSED, () -> app.ready().block(TIMEOUT)))
			.hasMessageContaining("The token is not one of this proxy's");
		assertThat(this.loopback.listener.events).containsExactly("refused credentials_wrong");
	}

	@Test
	void theAppAnswersInTheFirstFormatThatItCanWrite() {
		connect(SETTINGS);
		assertThat(pull(MERGED).format()).isEqualTo(ExpositionFormat.OPENMETRICS_1_0_0);
		WireExposition answer = pull(List.of(ExpositionFormat.PROTOBUF));
		assertThat(answer.format()).isEqualTo(ExpositionFormat.PROTOBUF);
		assertThat(new String(answer.bytes(), StandardCharsets.UTF_8))
			.isEqualTo(ExpositionFormat.PROTOBUF.contentType());
	}

	@Test
	void anAnswerTellsHowLargeItWasAsItTravelled() {
		this.loopback.connect(text("a 1\n".repeat(1_000)), new IgnoringScrapes());
		assertThat(pull(MERGED).travelledBytes()).isPositive().isLessThan(1_000);
	}

	@Test
	void anAnswerGoesIntoTheArrayThatTheProxyGives() {
		connect(SETTINGS);
		byte[] expected = ExpositionFormat.OPENMETRICS_1_0_0.contentType().getBytes(StandardCharsets.UTF_8);
		byte[] array = new byte[expected.length + 100];
		List<Integer> sizes = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			Arrays.fill(array, (byte) 'x');
			WireExposition answer = Loopback.get(this.loopback.onlyConnection().pull(MERGED, (size) -> {
				sizes.add(size);
				return array;
			}));
			assertThat(answer.bytes()).isSameAs(array).startsWith(expected);
			assertThat(answer.length()).isEqualTo(expected.length);
		}
		assertThat(sizes).containsExactly(expected.length, expected.length);
	}

	@Test
	void anAppThatKnowsNoFormatOfTheRequestAnswersInText() {
		connect(AppSettings.ANONYMOUS);
		assertThat(pull(List.of(ExpositionFormat.PROTOBUF)).format()).isEqualTo(ExpositionFormat.TEXT_0_0_4);
	}

	@Test
	void aPushIsAcknowledgedInTheBestFormat() {
		AppConnection app = connect(SETTINGS);
		assertThat(app.pushFormat()).isEqualTo(ExpositionFormat.OPENMETRICS_1_0_0);
		app.push(new WireExposition("# EOF\n".getBytes(StandardCharsets.UTF_8), app.pushFormat())).block(TIMEOUT);
		assertThat(this.loopback.listener.events).containsExactly("connected", "pushed # EOF\n");
		assertThat(connect(AppSettings.ANONYMOUS).pushFormat()).isEqualTo(ExpositionFormat.TEXT_0_0_4);
	}

	@Test
	void manyPullsAtATimeAndARotationOfTheKeysDoNotDisturbTheSession() {
		connect(SETTINGS);
		ProxyConnection connection = this.loopback.onlyConnection();
		for (int i = 0; i < 5; i++) {
			this.loopback.keys.rotate();
			List<CompletableFuture<WireExposition>> pulls = IntStream.range(0, 50)
				.mapToObj((n) -> connection.pull(MERGED).toFuture())
				.toList();
			assertThat(pulls).allSatisfy((pull) -> assertThat(pull).succeedsWithin(TIMEOUT));
		}
	}

	@Test
	void anAppIsToldToGoAway() {
		AppConnection app = connect(SETTINGS);
		CompletableFuture<Void> goAway = app.goAway().toFuture();
		this.loopback.onlyConnection().goAway().block(TIMEOUT);
		assertThat(goAway).succeedsWithin(TIMEOUT);
		assertThat(pull(MERGED).bytes()).isNotEmpty();
	}

	@Test
	void overTlsNothingIsEncipheredTwice() {
		restart(new AcceptorSettings(Loopback.LIMIT, 1_000_000, true));
		AppConnection app = connect(new AppSettings(SINK, null, ALL, true));
		assertThat(app.protocol()).isEqualTo(Protocol.NEGOTIATED);
		assertThat(pull(MERGED).format()).isEqualTo(ExpositionFormat.OPENMETRICS_1_0_0);
		app.push(Loopback.text("last 1\n")).block(TIMEOUT);
		assertThat(this.loopback.listener.events).containsExactly("connected", "pushed last 1\n");
	}

	@Test
	void anAppWithoutTlsDoesNotLeaveOutEnciphering() {
		restart(new AcceptorSettings(Loopback.LIMIT, 1_000_000, true));
		AppConnection app = Loopback.get(AppConnection.connect(this.loopback.transport(), SETTINGS, text("a 1\n"),
				this.loopback.writer(), new IgnoringScrapes()));
		assertFailure(WireFailure.DOWNGRADED, () -> app.ready().block(TIMEOUT));
		assertFailure(WireFailure.DOWNGRADED, () -> app.onClose().block(TIMEOUT));
	}

	@Test
	void anAppWhoseTlsEndsBeforeTheProxyEnciphers() {
		connect(new AppSettings(SINK, null, ALL, true));
		assertThat(pull(MERGED).bytes()).isNotEmpty();
	}

	@Test
	void onlyTheLimitBoundsTheSizeOfMetrics() {
		restart(new AcceptorSettings(30_000_000, 30_000_000, false));
		byte[] incompressible = new byte[20_000_000];
		new Random(1).nextBytes(incompressible);
		AppConnection app = this.loopback.connect(SETTINGS, (out, type) -> out.write(incompressible),
				new IgnoringScrapes());
		assertThat(pull(MERGED).bytes()).isEqualTo(incompressible);
		CompletableFuture<Integer> kept = new CompletableFuture<>();
		this.loopback.listener.keepBytes = (exposition) -> kept.complete(exposition.bytes().length);
		app.push(new WireExposition(incompressible, ExpositionFormat.TEXT_0_0_4)).block(TIMEOUT);
		assertThat(kept).isCompletedWithValue(20_000_000);
	}

	@Test
	@DisplayName("Limits on size, applied to the decompressed size (VictoriaMetrics#1639)")
	void anAppWhoseMetricsAreTooLargeSaysSoAndStaysConnected() {
		AppConnection app = this.loopback.connect(SETTINGS, (out, type) -> out.write(new byte[Loopback.LIMIT + 1]),
				new IgnoringScrapes());
		WireException failure = assertFailure(WireFailure.OVERSIZED, () -> pull(MERGED));
		assertThat(failure).hasMessageContaining("100001 bytes, the limit is 100000");
		assertFailure(WireFailure.OVERSIZED,
				() -> app.push(new WireExposition(new byte[Loopback.LIMIT + 1], ExpositionFormat.TEXT_0_0_4))
					.block(TIMEOUT));
		assertThat(this.loopback.listener.events).containsExactly("connected");
	}

	@Test
	void aHandmadeAppIsServed() {
		HandmadeApp app = new HandmadeApp(this.loopback, SETTINGS);
		Session session = app.startSession();
		app.answer = (pull) -> {
			session.open(pull, MessageType.PULL, 0);
			return HandmadeApp.seal(session, MessageType.ANSWER, pull.counter(), "a 1\n").toPayload();
		};
		assertThat(pull(MERGED).bytes()).asString(StandardCharsets.UTF_8).isEqualTo("a 1\n");
		Message push = HandmadeApp.seal(session, MessageType.PUSH, 0, "last 1\n");
		Message acknowledgement = Message.take(app.request(push).join(), 100);
		assertThat(session.open(acknowledgement, MessageType.ACKNOWLEDGEMENT, push.counter())).isEmpty();
	}

	@Test
	void anAnswerWithAWrongTagClosesThatConnection() {
		assertBroken(WireFailure.UNDECRYPTABLE, (app) -> answer(app, (session, pull) -> {
			Message answer = HandmadeApp.seal(session, MessageType.ANSWER, pull.counter(), "a 1\n");
			answer.sealed()[3] ^= 1;
			return answer.toPayload();
		}));
	}

	@Test
	void anAnswerToAnotherRequestClosesThatConnection() {
		assertBroken(WireFailure.MALFORMED, (app) -> answer(app, (session,
				pull) -> HandmadeApp.seal(session, MessageType.ANSWER, pull.counter() + 1, "a 1\n").toPayload()));
	}

	@Test
	void anAnswerThatIsTruncatedClosesThatConnection() {
		assertBroken(WireFailure.MALFORMED, (app) -> answer(app, (session,
				pull) -> session.seal(MessageType.ANSWER, pull.counter(), new byte[] { 1, 1, 0 }).toPayload()));
	}

	@Test
	void noAnswerClosesThatConnection() {
		assertBroken(WireFailure.MALFORMED, (app) -> {
			app.startSession();
			app.answer = (pull) -> null;
			this.loopback.onlyConnection().pull(MERGED).onErrorComplete().block(TIMEOUT);
		});
	}

	@Test
	void anAnswerInAFormatThatTheAppDidNotNameClosesThatConnection() {
		assertBroken(WireFailure.MALFORMED,
				(app) -> answer(app,
						(session, pull) -> session
							.seal(MessageType.ANSWER, pull.counter(), new byte[] { 3, 0, 0, 0, 0, 1, 'a' })
							.toPayload()),
				AppSettings.ANONYMOUS);
	}

	@Test
	@DisplayName("Limits on size, applied to the decompressed size (opentelemetry-collector-contrib#33540)")
	void aDecompressionBombClosesThatConnection() throws Exception {
		byte[] bomb = Snappy.compress(new byte[100_000_000]);
		byte[] honest = new FieldWriter().uint8(1).uint8(1).uint32(100_000_000).bytes(bomb).toBytes();
		assertBroken(WireFailure.OVERSIZED, (app) -> answer(app,
				(session, pull) -> session.seal(MessageType.ANSWER, pull.counter(), honest).toPayload()));
		byte[] lying = new FieldWriter().uint8(1).uint8(1).uint32(10).bytes(bomb).toBytes();
		assertBroken(WireFailure.MALFORMED, (app) -> answer(app,
				(session, pull) -> session.seal(MessageType.ANSWER, pull.counter(), lying).toPayload()));
	}

	@Test
	void anAnswerThatIsTooLargeOnTheWireClosesThatConnection() {
		restart(new AcceptorSettings(Loopback.LIMIT, 10_000, false));
		assertBroken(WireFailure.OVERSIZED, (app) -> answer(app,
				(session, pull) -> session.seal(MessageType.ANSWER, pull.counter(), new byte[10_001]).toPayload()));
	}

	@Test
	void aPushThatComesTwiceIsKeptOnceAndClosesThatConnection() {
		assertBroken(WireFailure.REPLAYED, (app) -> {
			Message push = HandmadeApp.seal(app.startSession(), MessageType.PUSH, 0, "last 1\n");
			app.request(push).join();
			assertThat(app.request(push)).failsWithin(TIMEOUT);
		});
		assertThat(this.loopback.listener.events).filteredOn("pushed last 1\n"::equals).hasSize(1);
		assertThat(this.loopback.listener.events).contains("push failed replayed");
	}

	@Test
	void aPushThatIsNotSealedClosesThatConnection() {
		assertBroken(WireFailure.UNDECRYPTABLE, (app) -> {
			app.startSession();
			app.request(HandmadeApp.seal(Session.plain(), MessageType.PUSH, 0, "last 1\n"))
				.exceptionally((ex) -> null)
				.join();
		});
	}

	@Test
	void aPushWithoutAHeaderClosesThatConnection() {
		assertBroken(WireFailure.MALFORMED,
				(app) -> app.proxy.requestResponse(DefaultPayload.create("x")).onErrorComplete().block(TIMEOUT));
	}

	@Test
	void aSessionKeyForAnotherProxyClosesThatConnection() {
		assertBroken(WireFailure.UNDECRYPTABLE, (app) -> {
			app.hello();
			byte[] wrapped = SessionSecret.generate().wrap(ProxyKeys.generate().current().getPublic());
			app.send(new Message(MessageType.SESSION, 0, 0, wrapped));
		});
	}

	@Test
	void aSecondSessionClosesThatConnection() {
		assertBroken(WireFailure.MALFORMED, (app) -> {
			app.startSession();
			app.startSession();
		});
	}

	@Test
	void whoChangesWhatWasAgreedUponInTheClearIsNoticed() {
		assertBroken(WireFailure.UNDECRYPTABLE, (app) -> {
			byte[] changed = app.setupEntry.clone();
			changed[1] ^= 1;
			Session session = app.startSession(changed);
			app.request(HandmadeApp.seal(session, MessageType.PUSH, 0, "last 1\n")).exceptionally((ex) -> null).join();
		});
	}

	@Test
	@DisplayName("No zombie connections (prometheus-rsocket-proxy#33)")
	void anAppThatStartsNoSessionIsClosed() {
		restart(new AcceptorSettings(Loopback.LIMIT, 1_000_000, false, Duration.ofMillis(300)));
		assertBroken(WireFailure.MALFORMED, HandmadeApp::hello);
	}

	@Test
	@DisplayName("No zombie connections (prometheus-rsocket-proxy#14)")
	void aPeerThatSaysNothingIsClosed() throws Exception {
		restart(new AcceptorSettings(Loopback.LIMIT, 1_000_000, false, Duration.ofMillis(300)));
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.loopback.port())) {
			socket.setSoTimeout((int) TIMEOUT.toMillis());
			assertThat(socket.getInputStream().read()).isEqualTo(-1);
		}
		assertThat(this.loopback.listener.events).containsExactly("refused no_setup");
	}

	@Test
	void aProbeThatConnectsAndClosesIsNoEvent() throws Exception {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.loopback.port()));
		}
		connect(SETTINGS);
		assertThat(this.loopback.listener.events).containsExactly("connected");
	}

	@Test
	void anAppThatWantsToBeKeptWithoutASignOfLifeIsRefused() throws Exception {
		ByteBuf setup = SetupFrameCodec.encode(UnpooledByteBufAllocator.DEFAULT, false, 1_000, Integer.MAX_VALUE,
				Unpooled.EMPTY_BUFFER, "application/binary", "application/binary", EmptyPayload.INSTANCE);
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.loopback.port())) {
			socket.setSoTimeout((int) TIMEOUT.toMillis());
			socket.getOutputStream().write(Loopback.framed(setup));
			assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
				.contains("without a sign of life");
		}
		assertThat(this.loopback.listener.events).containsExactly("refused malformed_setup");
	}

	@Test
	void anAppOfALaterVersionIsRefused() {
		byte[] entry = Setup.entry(SETTINGS);
		entry[1] = 9;
		HandmadeApp app = new HandmadeApp(this.loopback, Setup.toPayload(SETTINGS, entry), entry, 0);
		assertThat(app.proxy.onClose().toFuture()).failsWithin(TIMEOUT)
			.withThrowableThat()
			.withMessageContaining("speaks version 2 of the protocol, and the app does not");
		assertThat(this.loopback.listener.events).containsExactly("refused unsupported_version");
	}

	@Test
	@DisplayName("One bad app must not spoil everyone's scrape: flooding (pushgateway#202)")
	void aFloodOfFramesClosesThatConnection() throws Exception {
		AppConnection healthy = connect(SETTINGS);
		ByteBuf setup = SetupFrameCodec.encode(UnpooledByteBufAllocator.DEFAULT, false, 15_000, 60_000,
				Unpooled.EMPTY_BUFFER, "application/binary", "application/binary", EmptyPayload.INSTANCE);
		byte[] keepAlive = Loopback
			.framed(KeepAliveFrameCodec.encode(UnpooledByteBufAllocator.DEFAULT, true, 0, Unpooled.buffer(0)));
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.loopback.port())) {
			socket.setSoTimeout((int) TIMEOUT.toMillis());
			// At once: what is written behind the end of a connection fails, and takes
			// the
			// reason along that has not been read.
			ByteArrayOutputStream flood = new ByteArrayOutputStream();
			flood.writeBytes(Loopback.framed(setup));
			for (int i = 0; i < 300; i++) {
				flood.writeBytes(keepAlive);
			}
			socket.getOutputStream().write(flood.toByteArray());
			assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
				.contains("more than 50 frames a second");
		}
		await().untilAsserted(() -> assertThat(this.loopback.listener.events).containsExactly("connected", "connected",
				"failed flooded", "closed"));
		assertThat(pull(MERGED).bytes()).isNotEmpty();
		healthy.dispose();
	}

	@Test
	@DisplayName("One bad app must not spoil everyone's scrape: endless requests (pushgateway#214)")
	void aFloodOfUnfinishedRequestsClosesThatConnection() throws Exception {
		ByteBuf setup = SetupFrameCodec.encode(UnpooledByteBufAllocator.DEFAULT, false, 15_000, 60_000,
				Unpooled.EMPTY_BUFFER, "application/binary", "application/binary", EmptyPayload.INSTANCE);
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.loopback.port())) {
			socket.setSoTimeout((int) TIMEOUT.toMillis());
			ByteArrayOutputStream flood = new ByteArrayOutputStream();
			flood.writeBytes(Loopback.framed(setup));
			for (int stream = 1; stream < 21; stream += 2) {
				ByteBuf frame = FrameHeaderCodec.encode(UnpooledByteBufAllocator.DEFAULT, stream,
						FrameType.REQUEST_RESPONSE, FrameHeaderCodec.FLAGS_F);
				flood.writeBytes(Loopback.framed(frame.writeBytes(new byte[1000])));
			}
			socket.getOutputStream().write(flood.toByteArray());
			assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
				.contains("more than 8 requests at a time");
		}
		await().untilAsserted(() -> assertThat(this.loopback.listener.events).containsExactly("connected",
				"failed flooded", "closed"));
	}

	@Test
	@DisplayName("One bad app must not spoil everyone's scrape: endless pushes (pushgateway#232)")
	void aFloodOfPushesClosesThatConnection() {
		this.loopback.listener.keep = (exposition) -> Mono.never();
		HandmadeApp app = new HandmadeApp(this.loopback, SETTINGS);
		Session session = app.startSession();
		for (int i = 0; i < 5; i++) {
			app.proxy.requestResponse(HandmadeApp.seal(session, MessageType.PUSH, 0, "last 1\n").toPayload())
				.onErrorComplete()
				.subscribe();
		}
		assertThat(app.proxy.onClose().onErrorComplete().toFuture()).succeedsWithin(TIMEOUT);
		assertThat(this.loopback.listener.events).containsExactly("connected", "failed flooded");
		// Those that were never kept are never done.
		this.loopback.listener.connections.clear();
	}

	@Test
	void aCancelledPullLeavesNothingBehind() {
		HandmadeApp app = new HandmadeApp(this.loopback, SETTINGS);
		Session session = app.startSession();
		CompletableFuture<Message> asked = new CompletableFuture<>();
		app.answer = (pull) -> {
			asked.complete(pull);
			return HandmadeApp.seal(session, MessageType.ANSWER, pull.counter(), "a 1\n".repeat(1000)).toPayload();
		};
		ProxyConnection connection = this.loopback.onlyConnection();
		for (int i = 0; i < 200; i++) {
			connection.pull(MERGED).subscribe().dispose();
			connection.pull(MERGED).take(Duration.ofNanos(i * 10_000L)).onErrorComplete().block(TIMEOUT);
		}
		assertThat(pull(MERGED).bytes()).hasSize(4000);
	}

	private void restart(AcceptorSettings settings) {
		this.loopback.close();
		this.loopback = new Loopback(settings);
	}

	private AppConnection connect(AppSettings settings) {
		return this.loopback.connect(settings,
				(out, contentType) -> out.write(contentType.getBytes(StandardCharsets.UTF_8)), new IgnoringScrapes());
	}

	private WireExposition pull(List<ExpositionFormat> accepted) {
		return Loopback.get(this.loopback.onlyConnection().pull(accepted));
	}

	private void answer(HandmadeApp app, Answer answer) {
		Session session = app.startSession();
		app.answer = (pull) -> answer.to(session, pull);
		this.loopback.onlyConnection().pull(MERGED).onErrorComplete().block(TIMEOUT);
	}

	private void assertBroken(WireFailure reason, Consumer<HandmadeApp> breakProtocol) {
		assertBroken(reason, breakProtocol, SETTINGS);
	}

	/**
	 * Has an app break the protocol and checks that its connection is closed, and that
	 * the proxy was told once.
	 */
	private void assertBroken(WireFailure reason, Consumer<HandmadeApp> breakProtocol, AppSettings settings) {
		this.loopback.listener.events.clear();
		HandmadeApp app = new HandmadeApp(this.loopback, settings);
		breakProtocol.accept(app);
		assertThat(app.proxy.onClose().onErrorComplete().toFuture()).succeedsWithin(TIMEOUT);
		await().untilAsserted(() -> assertThat(this.loopback.listener.events)
			.filteredOn((event) -> event.startsWith("failed") || event.equals("closed"))
			.containsExactly("failed " + reason.label(), "closed"));
	}

	private static ExpositionSource text(String exposition) {
		return (out, contentType) -> out.write(exposition.getBytes(StandardCharsets.UTF_8));
	}

	private static WireException assertFailure(WireFailure reason, ThrowingCallable code) {
		WireException failure = catchThrowableOfType(WireException.class, code);
		assertThat(failure).isNotNull();
		assertThat(failure.reason()).isEqualTo(reason);
		return failure;
	}

	/**
	 * Makes what an app answers of a pull.
	 */
	private interface Answer {

		Payload to(Session session, Message pull);

	}

}
