package io.dataflowmonitoring.proxy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.rsocket.core.RSocketConnector;
import io.rsocket.exceptions.RejectedSetupException;
import io.rsocket.transport.netty.client.TcpClientTransport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import io.dataflowmonitoring.proxy.connection.App;
import io.dataflowmonitoring.proxy.connection.AppRegistry;
import io.dataflowmonitoring.proxy.connection.AppServer;
import io.dataflowmonitoring.proxy.connection.ConnectionLimits;
import io.dataflowmonitoring.proxy.connection.TransportType;
import io.dataflowmonitoring.wire.AppCredentials;
import io.dataflowmonitoring.wire.AppDescription;
import io.dataflowmonitoring.wire.AppSettings;
import io.dataflowmonitoring.wire.ExpositionFormat;
import io.dataflowmonitoring.wire.Protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

/**
 * Who is let in, under which name, and how connections end.
 */
@ExtendWith(OutputCaptureExtension.class)
class ProxyConnectionsTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final AppDescription ORDERS = new AppDescription(Map.of("application", "orders", "instance", "one"));

	private final List<TestApp> apps = new ArrayList<>();

	private @Nullable ConfigurableApplicationContext proxy;

	@AfterEach
	void end() {
		this.apps.forEach(TestApp::close);
		if (this.proxy != null) {
			this.proxy.close();
		}
	}

	@Test
	void anAppKeepsItsIdAndItsNewestConnectionWins() {
		start();
		TestApp old = connect(TransportType.TCP, ORDERS, null);
		App first = onlyApp();
		assertThat(first.protocol()).isEqualTo(Protocol.NEGOTIATED);
		assertThat(first.identity().labels()).isEqualTo(ORDERS.labels());
		connect(TransportType.WEBSOCKET, ORDERS, null);
		await().until(old::isClosed);
		App second = onlyApp();
		assertThat(second.id()).isEqualTo(first.id());
		assertThat(second.transport()).isEqualTo(TransportType.WEBSOCKET);
		assertThat(bean(AppRegistry.class).lost()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void aTokenIsRequiredOnOnePortAndNotOnTheOther(TransportType transport, CapturedOutput output) {
		TransportType other = (transport == TransportType.TCP) ? TransportType.WEBSOCKET : TransportType.TCP;
		start("--micrometer.prometheus-proxy.app-tokens=first,second",
				"--micrometer.prometheus-proxy." + transport.label() + "-token-required=true");
		connect(transport, AppDescription.NONE, new AppCredentials.Bearer("second"));
		connect(other, AppDescription.NONE, null);
		assertThatException().isThrownBy(() -> connect(transport, AppDescription.NONE, null));
		assertThatException()
			.isThrownBy(() -> connect(other, AppDescription.NONE, new AppCredentials.Bearer("third-secret")));
		assertThat(failures(transport, "credentials_missing")).isOne();
		assertThat(failures(other, "credentials_wrong")).isOne();
		assertThat(output).contains("was not accepted: This port of the proxy wants a token")
			.doesNotContain("third-secret");
	}

	@ParameterizedTest
	@CsvSource({
			"--micrometer.prometheus-proxy.tcp-token-required=true, It needs micrometer.prometheus-proxy.app-tokens",
			"--micrometer.prometheus-proxy.max-connections=0, It must be at least 1",
			"--micrometer.prometheus-proxy.max-answer-size=2GB, It must be between 1B and 1GB",
			"--micrometer.prometheus-proxy.drain-timeout=-1s, It must be between 0 and 1h" })
	void aWrongValueFailsTheStart(String argument, String reason, CapturedOutput output) {
		assertThatException().isThrownBy(() -> start(argument));
		assertThat(output).contains("APPLICATION FAILED TO START", reason);
	}

	@Test
	void anAppTooManyIsToldSoAndConnectsWhenThereIsRoom() {
		start("--micrometer.prometheus-proxy.max-connections-per-address=2");
		connect(TransportType.TCP, AppDescription.NONE, null);
		TestApp second = connect(TransportType.WEBSOCKET, AppDescription.NONE, null);
		assertThat(tryRSocket()).isInstanceOf(RejectedSetupException.class)
			.hasMessageContaining("too many connections (too_many_from_address)");
		assertThatException().isThrownBy(() -> connect(TransportType.WEBSOCKET, AppDescription.NONE, null))
			.withMessageContaining("503");
		assertThat(failures(TransportType.TCP, "too_many_from_address")).isOne();
		assertThat(failures(TransportType.WEBSOCKET, "too_many_from_address")).isOne();
		assertThat(bean(ConnectionLimits.class).usagePerAddress()).isOne();
		second.close();
		await().until(() -> bean(ConnectionLimits.class).open() == 1);
		connect(TransportType.TCP, AppDescription.NONE, null);
	}

	/**
	 * Scrapes that are under way are answered, and apps connect elsewhere, before the
	 * proxy ends.
	 */
	@Test
	void appsAreToldToLeaveBeforeTheProxyEndsAndPublishedOnesAreClosedLast(CapturedOutput output) {
		start();
		TestApp negotiated = connect(TransportType.TCP, ORDERS, null);
		CompletableFuture<Throwable> published = new CompletableFuture<>();
		RSocketConnector.create()
			.connect(TcpClientTransport.create("127.0.0.1", port(TransportType.TCP)))
			.flatMap((proxy) -> proxy.onClose())
			.subscribe(null, published::complete, () -> published.complete(new AssertionError("closed")));
		await().until(() -> bean(AppRegistry.class).connected().size() == 2);
		CompletableFuture<Void> end = CompletableFuture.runAsync(() -> proxy().close());
		await().until(negotiated::isToldToLeave);
		assertThat(end).isNotDone();
		assertThat(published).isNotDone();
		assertThatException().isThrownBy(() -> connect(TransportType.TCP, ORDERS, null));
		negotiated.close();
		await().atMost(TIMEOUT).until(end::isDone);
		await().until(published::isDone);
		assertThat(output).contains("1 apps are told to connect elsewhere", "has left, as it was told to",
				"All of them are gone after");
	}

	@Test
	void anAppThatDoesNotLeaveHoldsUpTheEndNoLongerThanTheTimeout(CapturedOutput output) {
		start("--micrometer.prometheus-proxy.drain-timeout=300ms");
		TestApp app = connect(TransportType.TCP, ORDERS, null);
		proxy().close();
		await().until(app::isClosed);
		assertThat(output).containsPattern("1 of them are still connected after \\d+ ms, the proxy ends nevertheless");
	}

	private Throwable tryRSocket() {
		CompletableFuture<Throwable> failure = new CompletableFuture<>();
		RSocketConnector.create()
			.connect(TcpClientTransport.create("127.0.0.1", port(TransportType.TCP)))
			.flatMap((proxy) -> proxy.onClose())
			.subscribe(null, failure::complete, () -> failure.complete(new AssertionError("closed without a reason")));
		return failure.join();
	}

	private TestApp connect(TransportType transport, AppDescription description, @Nullable AppCredentials credentials) {
		AppSettings settings = new AppSettings(description, credentials, Set.of(ExpositionFormat.TEXT_0_0_4), false);
		TestApp app = switch (transport) {
			case TCP -> TestApp.overTcp(port(transport), settings, "a 1\n");
			case WEBSOCKET -> TestApp.overWebSocket(port(transport), settings, "a 1\n");
		};
		this.apps.add(app);
		return app;
	}

	private App onlyApp() {
		await().until(() -> bean(AppRegistry.class).connected().size() == 1);
		return bean(AppRegistry.class).connected().get(0);
	}

	private double failures(TransportType transport, String reason) {
		return bean(MeterRegistry.class).get("prometheus.proxy.handshake.failures")
			.tag("transport", transport.label())
			.tag("reason", reason)
			.counter()
			.count();
	}

	private int port(TransportType transport) {
		return proxy().getBean((transport == TransportType.TCP) ? "tcpServer" : "websocketServer", AppServer.class)
			.port();
	}

	private <T> T bean(Class<T> type) {
		return proxy().getBean(type);
	}

	private ConfigurableApplicationContext proxy() {
		return Objects.requireNonNull(this.proxy, "not started");
	}

	private void start(String... args) {
		Stream<String> always = Stream.of("--server.port=0", "--server.address=127.0.0.1",
				"--micrometer.prometheus-proxy.bind-address=127.0.0.1", "--micrometer.prometheus-proxy.tcp-port=0",
				"--micrometer.prometheus-proxy.websocket-port=0");
		this.proxy = new SpringApplication(ProxyApplication.class)
			.run(Stream.concat(always, Arrays.stream(args)).toArray(String[]::new));
	}

}
