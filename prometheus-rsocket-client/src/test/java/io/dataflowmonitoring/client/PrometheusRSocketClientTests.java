package io.dataflowmonitoring.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.dataflowmonitoring.client.ClientState.Connection;
import io.dataflowmonitoring.client.PushResult.Outcome;
import io.dataflowmonitoring.wire.ExpositionSource;
import io.dataflowmonitoring.wire.WireException;
import io.dataflowmonitoring.wire.WireFailure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

@Timeout(60)
class PrometheusRSocketClientTests {

	private final List<Connection> changes = new CopyOnWriteArrayList<>();

	private final List<AutoCloseable> started = new ArrayList<>();

	@AfterEach
	void closeEverythingAndLookForThreads() throws Exception {
		for (AutoCloseable closeable : this.started) {
			closeable.close();
		}
		await().untilAsserted(() -> assertThat(threads()).isEmpty());
	}

	@ParameterizedTest
	@EnumSource
	void theProxyPullsTheMetricsOfAConnectedApp(Transport transport) {
		TestProxy proxy = start(TestProxy.start(transport));
		PrometheusRSocketClient client = connect(client("a 1\n", proxy.port()).transport(transport));
		assertThat(proxy.pull()).isEqualTo("a 1\n");
		assertThat(proxy.pull()).isEqualTo("a 1\n");
		await().until(() -> client.state().connected());
		ClientState state = client.state();
		assertThat(state.attempts()).isEqualTo(1);
		assertThat(state.scrapes()).isEqualTo(2);
		assertThat(state.lastScrape()).isNotNull().satisfies((scrape) -> {
			assertThat(scrape.bytes()).isEqualTo(4);
			assertThat(scrape.took()).isPositive();
			assertThat(scrape.time()).isBetween(Instant.now().minusSeconds(60), Instant.now());
		});
		assertThat(this.changes).containsExactly(Connection.CONNECTING, Connection.CONNECTED);
	}

	@ParameterizedTest
	@EnumSource
	void aClientConnectsAgainWhenTheProxyHasBeenRestarted(Transport transport) {
		TestProxy first = TestProxy.start(transport);
		int port = first.port();
		PrometheusRSocketClient client = connect(client("a 1\n", port).transport(transport));
		assertThat(first.pull()).isEqualTo("a 1\n");
		first.close();
		await().until(() -> !client.state().connected());
		TestProxy second = start(TestProxy.start(transport, port));
		assertThat(second.pull()).isEqualTo("a 1\n");
		await().until(() -> client.state().connected());
	}

	@Test
	void aProxyThatIsNotThereDelaysNothingAndIsTriedAgain() {
		PrometheusRSocketClient client = connect(client("a 1\n", TestProxy.freePort()));
		assertThat(client.state().connected()).isFalse();
		await().until(() -> client.state().attempts() > 3);
		assertThat(client.state().lastFailure()).contains("Connection refused");
		assertThat(this.changes).contains(Connection.WAITING).doesNotContain(Connection.CONNECTED);
	}

	@Test
	void aClientGivesUpAfterTheMaximumOfRetries() {
		PrometheusRSocketClient client = connect(client("a 1\n", TestProxy.freePort()).maxRetries(2));
		await().until(() -> client.state().connection() == Connection.GAVE_UP);
		assertThat(client.state().attempts()).isEqualTo(3);
	}

	@Test
	void anUnknownHostIsNamed() {
		PrometheusRSocketClient client = connect(client("a 1\n", 7001).proxy("no-such-host.invalid", 7001));
		await().until(() -> client.state().lastFailure() != null);
		assertThat(client.state().lastFailure()).contains("no-such-host.invalid");
	}

	@Test
	void aPeerThatSendsNoKeyIsNoProxy() throws Exception {
		ServerSocket silent = start(new ServerSocket(0, 10, InetAddress.getLoopbackAddress()));
		PrometheusRSocketClient client = connect(
				client("a 1\n", silent.getLocalPort()).keyTimeout(Duration.ofMillis(100)));
		await().until(() -> client.state().attempts() > 1);
		assertThat(client.state().lastFailure()).startsWith("the peer sent no key within 100 ms");
		assertThat(this.changes).doesNotContain(Connection.CONNECTED);
	}

	@Test
	void aPeerThatDoesNotAnswerTheWebSocketHandshakeIsGivenUp() throws Exception {
		ServerSocket silent = start(new ServerSocket(0, 10, InetAddress.getLoopbackAddress()));
		PrometheusRSocketClient client = connect(client("a 1\n", silent.getLocalPort()).transport(Transport.WEBSOCKET)
			.connectTimeout(Duration.ofMillis(100)));
		await().until(() -> client.state().attempts() > 1);
		assertThat(client.state().lastFailure()).isEqualTo("no connection within 100 ms");
		assertThat(this.changes).doesNotContain(Connection.CONNECTED);
	}

	@Test
	void aPullFailsWhenTheMetricsCannotBeWrittenAndTheConnectionStays() {
		TestProxy proxy = start(TestProxy.start(Transport.TCP));
		AtomicInteger pulls = new AtomicInteger();
		PrometheusRSocketClient client = connect(client((out, contentType) -> {
			if (pulls.incrementAndGet() == 1) {
				throw new IOException("broken gauge");
			}
			out.write('a');
		}, proxy.port()));
		assertThatExceptionOfType(WireException.class).isThrownBy(proxy::pull)
			.withMessageContaining("broken gauge")
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(WireFailure.APP_ERROR));
		assertThat(proxy.pull()).isEqualTo("a");
		assertThat(client.state().failedScrapes()).isEqualTo(1);
		assertThat(client.state().scrapes()).isEqualTo(1);
		assertThat(client.state().attempts()).isEqualTo(1);
	}

	@Test
	void metricsThatHangDoNotKeepTheClientFromClosing() throws Exception {
		TestProxy proxy = start(TestProxy.start(Transport.TCP));
		CountDownLatch asked = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		PrometheusRSocketClient client = connect(client((out, contentType) -> {
			asked.countDown();
			awaitUninterruptibly(release);
		}, proxy.port()));
		proxy.app().pull(TestProxy.TEXT).onErrorComplete().subscribe();
		assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
		client.close();
		await().until(proxy::isAlone);
		release.countDown();
	}

	@ParameterizedTest
	@EnumSource
	void theLastMetricsAreTakenAtTheEndAndAcknowledged(Transport transport) {
		TestProxy proxy = start(TestProxy.start(transport));
		AtomicInteger count = new AtomicInteger();
		PrometheusRSocketClient client = connect(
				client((out, contentType) -> out.write(("a " + count.get() + "\n").getBytes(StandardCharsets.UTF_8)),
						proxy.port())
					.transport(transport));
		assertThat(proxy.pull()).isEqualTo("a 0\n");
		count.set(1);
		PushResult result = client.pushAndClose();
		assertThat(result.acknowledged()).isTrue();
		assertThat(result.bytes()).isEqualTo(4);
		assertThat(proxy.pushes).containsExactly("a 1\n");
		assertThat(client.state().lastPush()).isEqualTo(result);
		assertThat(client.state().connection()).isEqualTo(Connection.CLOSED);
		await().until(proxy::isAlone);
	}

	@Test
	void theLastMetricsMayComeFromElsewhere() {
		TestProxy proxy = start(TestProxy.start(Transport.TCP));
		connect(client("a 1\n", proxy.port())).pushAndClose("b 1\n".getBytes(StandardCharsets.UTF_8));
		connect(client("a 1\n", proxy.port())).pushAndClose(text("c 1\n"));
		assertThat(proxy.pushes).containsExactly("b 1\n", "c 1\n");
	}

	@Test
	void aPushIsNotAcknowledgedBeforeTheProxyHasKeptIt() throws Exception {
		TestProxy proxy = start(TestProxy.start(Transport.TCP));
		CompletableFuture<Void> kept = new CompletableFuture<>();
		CountDownLatch arrived = new CountDownLatch(1);
		proxy.keep = (connection) -> {
			arrived.countDown();
			return Mono.fromFuture(kept);
		};
		PrometheusRSocketClient client = connect(client("a 1\n", proxy.port()));
		CompletableFuture<PushResult> push = CompletableFuture.supplyAsync(client::pushAndClose);
		assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(push).isNotDone();
		kept.complete(null);
		assertThat(push).succeedsWithin(TestProxy.TIMEOUT)
			.satisfies((result) -> assertThat(result.acknowledged()).isTrue());
	}

	@Test
	void aPushThatTheProxyRefusesHasFailedWithItsReason() {
		TestProxy proxy = start(TestProxy.start(Transport.TCP));
		proxy.keep = (connection) -> Mono.error(new IOException("the disk is full"));
		PushResult result = connect(client("a 1\n", proxy.port())).pushAndClose();
		assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
		assertThat(result.reason()).isEqualTo("The proxy refused the push: the disk is full");
	}

	@Test
	void aPushThatTheProxyDoesNotAnswerTimesOut() {
		TestProxy proxy = start(TestProxy.start(Transport.TCP));
		proxy.keep = (connection) -> Mono.never();
		PrometheusRSocketClient client = connect(client("a 1\n", proxy.port()).pushTimeout(Duration.ofMillis(200)));
		proxy.pull();
		await().until(() -> client.state().connected());
		PushResult result = client.pushAndClose();
		assertThat(result.outcome()).isEqualTo(Outcome.TIMED_OUT);
		assertThat(result.reason()).endsWith("did not acknowledge them within 200 ms");
		assertThat(result.took()).isBetween(Duration.ofMillis(200), Duration.ofSeconds(2));
		assertThat(result.bytes()).isEqualTo(4);
	}

	@Test
	void aPushToAProxyThatIsNotThereTimesOutAndSaysWhy() {
		PrometheusRSocketClient client = connect(
				client("a 1\n", TestProxy.freePort()).pushTimeout(Duration.ofMillis(200)));
		PushResult result = client.pushAndClose();
		assertThat(result.outcome()).isEqualTo(Outcome.TIMED_OUT);
		assertThat(result.reason()).contains("no connection to the proxy at tcp://127.0.0.1:")
			.contains("Connection refused");
		assertThat(result.took()).isBetween(Duration.ofMillis(200), Duration.ofSeconds(2));
	}

	@Test
	void aPushDoesNotWaitForTheBackoff() {
		int port = TestProxy.freePort();
		PrometheusRSocketClient client = connect(
				client("a 1\n", port).firstBackoff(Duration.ofHours(1)).maxBackoff(Duration.ofHours(1)));
		await().until(() -> client.state().connection() == Connection.WAITING);
		TestProxy proxy = start(TestProxy.start(Transport.TCP, port));
		assertThat(client.pushAndClose().acknowledged()).isTrue();
		assertThat(proxy.pushes).containsExactly("a 1\n");
	}

	@Test
	void aClientThatGaveUpTriesAgainForAPush() {
		int port = TestProxy.freePort();
		PrometheusRSocketClient client = connect(client("a 1\n", port).maxRetries(0));
		await().until(() -> client.state().connection() == Connection.GAVE_UP);
		TestProxy proxy = start(TestProxy.start(Transport.TCP, port));
		assertThat(client.pushAndClose().acknowledged()).isTrue();
		assertThat(proxy.pushes).containsExactly("a 1\n");
	}

	@Test
	void aPushWhoseConnectionIsLostIsSentAgainOverTheNext() {
		TestProxy proxy = start(TestProxy.start(Transport.TCP));
		AtomicInteger pushes = new AtomicInteger();
		proxy.keep = (connection) -> {
			if (pushes.incrementAndGet() == 1) {
				connection.dispose();
				return Mono.error(new IOException("first try"));
			}
			return Mono.empty();
		};
		PrometheusRSocketClient client = connect(client("a 1\n", proxy.port()));
		assertThat(client.pushAndClose().acknowledged()).isTrue();
		assertThat(proxy.pushes).containsExactly("a 1\n");
		assertThat(client.state().attempts()).isEqualTo(2);
	}

	@Test
	void aPushOfMetricsThatCannotBeWrittenHasFailed() {
		TestProxy proxy = start(TestProxy.start(Transport.TCP));
		PushResult result = connect(client("a 1\n", proxy.port())).pushAndClose((out, contentType) -> {
			throw new IllegalStateException("the registry is closed");
		});
		assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
		assertThat(result.reason()).contains("the registry is closed");
		assertThat(result.bytes()).isZero();
	}

	@Test
	void aPushOfMetricsThatHangTimesOut() {
		TestProxy proxy = start(TestProxy.start(Transport.TCP));
		CountDownLatch release = new CountDownLatch(1);
		PushResult result = connect(client("a 1\n", proxy.port()).pushTimeout(Duration.ofMillis(200)))
			.pushAndClose((out, contentType) -> awaitUninterruptibly(release));
		assertThat(result.outcome()).isEqualTo(Outcome.TIMED_OUT);
		assertThat(result.reason()).isEqualTo("they could not be written within 200 ms");
		release.countDown();
	}

	@Test
	void aThreadThatIsInterruptedStopsWaitingAndStaysInterrupted() {
		PrometheusRSocketClient client = connect(
				client("a 1\n", TestProxy.freePort()).pushTimeout(Duration.ofMinutes(1)));
		Thread.currentThread().interrupt();
		PushResult result = client.pushAndClose();
		assertThat(Thread.interrupted()).isTrue();
		assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
		assertThat(result.reason()).contains("interrupted");
	}

	@Test
	void aClosedClientPushesNothing() {
		TestProxy proxy = start(TestProxy.start(Transport.TCP));
		PrometheusRSocketClient client = connect(client("a 1\n", proxy.port()));
		assertThat(client.pushAndClose().acknowledged()).isTrue();
		assertThat(client.pushAndClose().outcome()).isEqualTo(Outcome.FAILED);
		assertThat(client.state().lastPush()).isNotNull().satisfies((push) -> assertThat(push.acknowledged()).isTrue());
		assertThat(proxy.pushes).hasSize(1);
	}

	@Test
	void aClientClosesOnceAndForEver() {
		TestProxy proxy = start(TestProxy.start(Transport.TCP));
		PrometheusRSocketClient client = connect(client("a 1\n", proxy.port()));
		proxy.pull();
		client.close();
		client.close();
		await().until(proxy::isAlone);
		assertThat(client.state().connection()).isEqualTo(Connection.CLOSED);
		assertThat(this.changes).filteredOn(Connection.CLOSED::equals).hasSize(1);
	}

	@Test
	void aClientCanBeClosedBeforeItHasConnected() throws Exception {
		ServerSocket silent = start(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
		connect(client("a 1\n", silent.getLocalPort())).close();
		connect(client("a 1\n", TestProxy.freePort())).close();
	}

	@Test
	void aListenerThatFailsHarmsNothing() {
		TestProxy proxy = start(TestProxy.start(Transport.TCP));
		connect(client("a 1\n", proxy.port()).listener((state) -> {
			throw new IllegalStateException("listener");
		}));
		assertThat(proxy.pull()).isEqualTo("a 1\n");
	}

	@Test
	void aClientHasOneThreadOfItsOwnWhileItIsNotPulledAndSharesNone() {
		TestProxy proxy = start(TestProxy.start(Transport.WEBSOCKET));
		PrometheusRSocketClient client = connect(client("a 1\n", proxy.port()).transport(Transport.WEBSOCKET));
		await().until(() -> client.state().connected());
		proxy.pull();
		await().untilAsserted(() -> assertThat(threads()).singleElement().asString().startsWith("prometheus-rsocket-"));
	}

	private PrometheusRSocketClient.Builder client(String exposition, int port) {
		return client(text(exposition), port);
	}

	private PrometheusRSocketClient.Builder client(ExpositionSource source, int port) {
		return PrometheusRSocketClient.builder(source)
			.proxy("127.0.0.1", port)
			.firstBackoff(Duration.ofMillis(10))
			.maxBackoff(Duration.ofMillis(100))
			.listener((state) -> this.changes.add(state.connection()));
	}

	private PrometheusRSocketClient connect(PrometheusRSocketClient.Builder builder) {
		return start(builder.connect());
	}

	private <T extends AutoCloseable> T start(T closeable) {
		this.started.add(closeable);
		return closeable;
	}

	private static ExpositionSource text(String exposition) {
		return (out, contentType) -> out.write(exposition.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Returns the names of threads that belong to clients, and of those that Reactor
	 * Netty shares.
	 */
	private static List<String> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("prometheus-rsocket") || name.startsWith("reactor-"))
			.toList();
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			latch.await(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
