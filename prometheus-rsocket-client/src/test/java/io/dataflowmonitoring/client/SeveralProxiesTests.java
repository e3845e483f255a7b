package io.dataflowmonitoring.client;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.dataflowmonitoring.client.PushResult.Outcome;
import io.dataflowmonitoring.wire.Admission;
import io.dataflowmonitoring.wire.AdmissionException;
import io.dataflowmonitoring.wire.AdmissionFailure;
import io.dataflowmonitoring.wire.ProxyConnection;
import io.dataflowmonitoring.wire.WireExposition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A client of two proxies.
 */
@Timeout(60)
class SeveralProxiesTests {

	private final TestProxy first = TestProxy.start(Transport.TCP);

	private final TestProxy second = TestProxy.start(Transport.TCP);

	@AfterEach
	void close() {
		this.first.close();
		this.second.close();
	}

	@Test
	void theAppIsConnectedToTheFirstAlone() {
		try (PrometheusRSocketClient client = client(this.first.port(), this.second.port()).connect()) {
			assertThat(this.first.pull()).isEqualTo("a 1\n");
			await().until(() -> client.state().connected());
			assertThat(client.state().proxy()).isEqualTo("tcp://127.0.0.1:" + this.first.port());
			assertThat(this.second.isAlone()).isTrue();
		}
	}

	@Test
	void theSecondIsTriedAtOnceWhenTheFirstIsAway() {
		PrometheusRSocketClient.Builder builder = client(TestProxy.freePort(), this.second.port());
		try (PrometheusRSocketClient client = builder.firstBackoff(Duration.ofHours(1))
			.maxBackoff(Duration.ofHours(1))
			.connect()) {
			assertThat(this.second.pull()).isEqualTo("a 1\n");
			await().until(() -> client.state().connected());
			assertThat(client.state().proxy()).isEqualTo("tcp://127.0.0.1:" + this.second.port());
			assertThat(client.state().attempts()).isEqualTo(2);
		}
	}

	@Test
	void anAppThatLosesOneIsConnectedToTheOther() {
		try (PrometheusRSocketClient client = client(this.first.port(), this.second.port()).connect()) {
			assertThat(this.first.pull()).isEqualTo("a 1\n");
			this.first.close();
			assertThat(this.second.pull()).isEqualTo("a 1\n");
			await().until(() -> client.state().connected());
		}
	}

	/**
	 * The final push arrives, for tasks above all (prometheus-rsocket-proxy#35).
	 */
	@Test
	void aFinalPushThatOneCannotKeepGoesToTheOther() {
		this.first.keep = (connection) -> Mono.error(new IOException("the disk is full"));
		PushResult result = client(this.first.port(), this.second.port()).connect().pushAndClose();
		assertThat(result.acknowledged()).isTrue();
		assertThat(result.reason()).contains("127.0.0.1:" + this.second.port());
		assertThat(this.second.pushes).containsExactly("a 1\n");
	}

	@Test
	void aFinalPushThatNobodyCanKeepHasFailedWithTheReason() {
		this.first.keep = (connection) -> Mono.error(new IOException("the disk is full"));
		this.second.keep = (connection) -> Mono.error(new IOException("the disk is full as well"));
		PushResult result = client(this.first.port(), this.second.port()).pushTimeout(Duration.ofSeconds(30))
			.connect()
			.pushAndClose();
		assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
		assertThat(result.reason()).contains("the disk is full as well");
		assertThat(result.took()).isLessThan(Duration.ofSeconds(20));
	}

	@Test
	void aFinalPushThatOneDoesNotAcknowledgeGoesToTheOtherInTime() {
		this.first.keep = (connection) -> Mono.never();
		PrometheusRSocketClient client = client(this.first.port(), this.second.port())
			.pushTimeout(Duration.ofSeconds(4))
			.connect();
		await().until(() -> client.state().connected());
		PushResult result = client.pushAndClose();
		assertThat(result.acknowledged()).isTrue();
		assertThat(result.took()).isBetween(Duration.ofMillis(1900), Duration.ofSeconds(4));
		assertThat(this.second.pushes).containsExactly("a 1\n");
	}

	@Test
	void aFinalPushDoesNotWaitForOneThatAcceptsAndSaysNothing() throws Exception {
		try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
			PushResult result = client(silent.getLocalPort(), this.second.port()).pushTimeout(Duration.ofSeconds(4))
				.connect()
				.pushAndClose();
			assertThat(result.acknowledged()).isTrue();
			assertThat(this.second.pushes).containsExactly("a 1\n");
		}
	}

	@Test
	void aFinalPushThatReachesNobodyIsGivenUpWithAllAddresses() {
		int one = TestProxy.freePort();
		int two = TestProxy.freePort();
		PushResult result = client(one, two).pushTimeout(Duration.ofMillis(300)).connect().pushAndClose();
		assertThat(result.outcome()).isEqualTo(Outcome.TIMED_OUT);
		assertThat(result.reason()).contains("tcp://127.0.0.1:" + one + ", tcp://127.0.0.1:" + two);
		assertThat(result.took()).isBetween(Duration.ofMillis(300), Duration.ofSeconds(2));
	}

	/**
	 * A rolling restart of the proxies loses no app for longer than a scrape.
	 */
	@Test
	void anAppThatIsToldToLeaveIsConnectedElsewhereBeforeItGoes() {
		List<ClientState> states = new CopyOnWriteArrayList<>();
		try (PrometheusRSocketClient client = client(this.first.port(), this.second.port()).listener(states::add)
			.connect()) {
			ProxyConnection left = this.first.app();
			await().until(() -> client.state().connected());
			left.goAway().block(TestProxy.TIMEOUT);
			assertThat(this.second.pull()).isEqualTo("a 1\n");
			assertThat(this.first.isAlone()).isFalse();
			assertThat(this.first.pull()).isEqualTo("a 1\n");
			await().until(this.first::isAlone);
			assertThat(this.second.pull()).isEqualTo("a 1\n");
			assertThat(client.state().proxy()).isEqualTo("tcp://127.0.0.1:" + this.second.port());
			assertThat(client.state().attempts()).isEqualTo(2);
			assertThat(states).filteredOn((state) -> state.attempts() == 2).allMatch(ClientState::connected);
		}
	}

	@Test
	void anAnswerThatIsUnderWayReachesTheProxyThatIsLeft() throws Exception {
		CountDownLatch asked = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		PrometheusRSocketClient.Builder builder = client((out) -> {
			asked.countDown();
			await().until(() -> release.getCount() == 0);
			out.write('a');
		}, this.first.port(), this.second.port());
		try (PrometheusRSocketClient client = builder.connect()) {
			ProxyConnection left = this.first.app();
			CompletableFuture<WireExposition> answer = left.pull(TestProxy.TEXT).toFuture();
			assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
			left.goAway().block(TestProxy.TIMEOUT);
			await().until(() -> !this.second.isAlone());
			// Longer than a connection without anything under way is kept.
			await().pollDelay(Duration.ofMillis(2500)).until(() -> !this.first.isAlone());
			release.countDown();
			assertThat(answer).succeedsWithin(TestProxy.TIMEOUT);
			await().until(this.first::isAlone);
			assertThat(client.state().connected()).isTrue();
		}
	}

	/**
	 * As behind a load balancer, which leads to another proxy.
	 */
	@Test
	void anAppWithOneAddressIsConnectedThereOnceMore() {
		try (PrometheusRSocketClient client = client(this.first.port()).connect()) {
			ProxyConnection left = this.first.app();
			await().until(() -> client.state().connected());
			left.goAway().block(TestProxy.TIMEOUT);
			await().until(() -> client.state().attempts() == 2);
			await().until(() -> !this.first.isConnected(left));
			assertThat(this.first.pull()).isEqualTo("a 1\n");
		}
	}

	@Test
	void anAppThatHasNowhereElseToGoStaysUntilTheEnd() {
		try (PrometheusRSocketClient client = client(this.first.port(), TestProxy.freePort()).connect()) {
			ProxyConnection left = this.first.app();
			await().until(() -> client.state().connected());
			this.first.admission = (request) -> {
				throw new AdmissionException(AdmissionFailure.SHUTTING_DOWN, "This proxy is about to stop");
			};
			left.goAway().block(TestProxy.TIMEOUT);
			await().until(() -> client.state().attempts() > 4);
			assertThat(client.state().connected()).isTrue();
			assertThat(this.first.pull()).isEqualTo("a 1\n");
			assertThat(client.pushAndClose().acknowledged()).isTrue();
			assertThat(this.first.pushes).containsExactly("a 1\n");
		}
	}

	@Test
	void anAppWhoseProxyLeavesBeforeItHasFoundAnotherIsConnectedInTheEnd() {
		try (PrometheusRSocketClient client = client(this.first.port(), this.second.port()).connect()) {
			ProxyConnection left = this.first.app();
			await().until(() -> client.state().connected());
			Admission none = (request) -> {
				throw new AdmissionException(AdmissionFailure.SHUTTING_DOWN, "No more");
			};
			this.first.admission = none;
			this.second.admission = none;
			left.goAway().block(TestProxy.TIMEOUT);
			await().until(() -> this.second.requests.size() > 1);
			this.first.close();
			await().until(() -> !client.state().connected());
			this.second.admission = (request) -> {
			};
			assertThat(this.second.pull()).isEqualTo("a 1\n");
		}
	}

	private static PrometheusRSocketClient.Builder client(int... ports) {
		return client((out) -> out.write("a 1\n".getBytes(StandardCharsets.UTF_8)), ports);
	}

	private static PrometheusRSocketClient.Builder client(Metrics metrics, int... ports) {
		List<ProxyAddress> proxies = IntStream.of(ports)
			.mapToObj((port) -> new ProxyAddress("127.0.0.1", port))
			.toList();
		return PrometheusRSocketClient.builder((out, contentType) -> metrics.writeTo(out))
			.proxies(proxies)
			.firstBackoff(Duration.ofMillis(10))
			.maxBackoff(Duration.ofMillis(100));
	}

	private interface Metrics {

		void writeTo(OutputStream out) throws IOException;

	}

}
