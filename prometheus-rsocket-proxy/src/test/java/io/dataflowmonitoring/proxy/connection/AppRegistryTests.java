package io.dataflowmonitoring.proxy.connection;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.dataflowmonitoring.proxy.MutableClock;
import io.dataflowmonitoring.proxy.exposition.AppIdentity;
import io.dataflowmonitoring.wire.ExpositionFormat;
import io.dataflowmonitoring.wire.Protocol;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class AppRegistryTests {

	private static final AppIdentity INSTANCE = new AppIdentity(Map.of("application", "orders", "instance", "one"));

	private static final InetSocketAddress ADDRESS = new InetSocketAddress("192.0.2.1", 12345);

	private static final Duration RETENTION = Duration.ofMinutes(2);

	private final MutableClock clock = new MutableClock();

	private final AppRegistry registry = new AppRegistry(this.clock, RETENTION);

	@Test
	void registersAppsInOrderAndForgetsThem() {
		App first = add(TransportType.TCP);
		App second = add(TransportType.WEBSOCKET);
		assertThat(this.registry.connected()).containsExactly(first, second);
		assertThat(first.id()).hasSize(8).isNotEqualTo(second.id());
		this.registry.remove(first);
		assertThat(this.registry.connected()).containsExactly(second);
		assertThat(this.registry.isConnected(first)).isFalse();
		assertThat(this.registry.isConnected(second)).isTrue();
	}

	@Test
	void anAppThatGoesWithoutAFinalPushIsLostForTheRetention() {
		App app = add(TransportType.TCP);
		this.registry.remove(app);
		assertThat(lost()).containsExactly(app);
		this.clock.advance(RETENTION.minusMillis(1));
		assertThat(lost()).containsExactly(app);
		this.clock.advance(Duration.ofMillis(1));
		assertThat(lost()).isEmpty();
	}

	@Test
	void aLostAppIsLostSinceItsConnectionEndedWheneverItIsKnown() {
		App app = add(TransportType.TCP);
		Instant end = this.clock.instant();
		this.registry.remove(app);
		this.clock.advance(Duration.ofSeconds(3));
		this.registry.identify(app, INSTANCE);
		assertThat(this.registry.lost()).containsExactly(new LostApp(app, end));
	}

	@Test
	void anAppThatGoesAfterItsFinalPushIsNotLost() {
		App app = add(TransportType.TCP);
		app.pushed(true);
		this.registry.remove(app);
		assertThat(lost()).isEmpty();
	}

	@Test
	void anAppThatComesBackIsNoLongerLost() {
		App app = add(TransportType.TCP);
		App other = add(TransportType.TCP);
		this.registry.identify(app, INSTANCE);
		this.registry.remove(app);
		this.registry.remove(other);
		this.registry.identify(add(TransportType.TCP), INSTANCE);
		assertThat(lost()).containsExactly(other);
	}

	@Test
	void anAppThatIsBackBeforeItsOldConnectionEndsIsNotLost() {
		App old = add(TransportType.TCP);
		this.registry.identify(old, INSTANCE);
		this.registry.identify(add(TransportType.TCP), INSTANCE);
		this.registry.remove(old);
		assertThat(lost()).isEmpty();
	}

	@Test
	void anAppWhoseOtherConnectionIsOpenIsLostWithTheLastOne() {
		App first = add(TransportType.TCP);
		App second = add(TransportType.TCP);
		this.registry.identify(first, INSTANCE);
		this.registry.identify(second, INSTANCE);
		this.registry.remove(first);
		assertThat(lost()).isEmpty();
		this.registry.remove(second);
		assertThat(lost()).containsExactly(second);
	}

	@Test
	void anAppThatIsKnownOnlyAfterItIsLostComesBackLikeOthers() {
		App app = add(TransportType.TCP);
		this.registry.remove(app);
		this.registry.identify(app, INSTANCE);
		assertThat(lost()).containsExactly(app);
		this.registry.identify(add(TransportType.TCP), INSTANCE);
		assertThat(lost()).isEmpty();
	}

	@Test
	void anAppWhoseMetricsTellSomethingElseLaterIsWhoTheySayLast() {
		App app = add(TransportType.TCP);
		AppIdentity other = new AppIdentity(Map.of("instance", "two"));
		this.registry.identify(app, INSTANCE);
		this.registry.identify(app, other);
		App first = add(TransportType.TCP);
		this.registry.identify(first, INSTANCE);
		this.registry.remove(first);
		assertThat(lost()).containsExactly(first);
		App second = add(TransportType.TCP);
		this.registry.identify(second, other);
		this.registry.remove(second);
		assertThat(lost()).containsExactly(first);
	}

	@Test
	void anAppThatSaysWhoItIsHasTheSameIdOverEachConnectionAndToEachProxy() {
		App app = connect(INSTANCE, AppRegistryTests::nothing);
		this.registry.remove(app);
		App again = new AppRegistry(this.clock, RETENTION).add(new AppLink(TransportType.WEBSOCKET, null,
				Protocol.NEGOTIATED, new AppIdentity(Map.of("instance", "one", "application", "orders")),
				Set.of(ExpositionFormat.TEXT_0_0_4), (accepted, arrays) -> Mono.empty(), Mono::empty,
				AppRegistryTests::nothing));
		assertThat(again.id()).isEqualTo(app.id()).matches("[0-9a-f]{16}");
		assertThat(connect(new AppIdentity(Map.of("instance", "two")), AppRegistryTests::nothing).id())
			.isNotEqualTo(app.id());
	}

	@Test
	void appsThatOnlySayWhatTheyAreHaveIdsOfTheirOwn() {
		AppIdentity orders = new AppIdentity(Map.of("application", "orders"));
		App first = connect(orders, AppRegistryTests::nothing);
		App second = connect(orders, AppRegistryTests::nothing);
		assertThat(this.registry.connected()).containsExactly(first, second);
		assertThat(first.identity()).isEqualTo(orders);
	}

	/**
	 * No zombie connections (prometheus-rsocket-proxy#33).
	 */
	@Test
	void theNewestConnectionOfAnAppWinsAndTheOldOneIsClosed() {
		AtomicInteger closed = new AtomicInteger();
		App old = connect(INSTANCE, closed::incrementAndGet);
		App app = connect(INSTANCE, AppRegistryTests::nothing);
		assertThat(closed).hasValue(1);
		assertThat(this.registry.isConnected(old)).isFalse();
		this.registry.remove(old);
		assertThat(this.registry.connected()).containsExactly(app);
		assertThat(this.registry.find(app.id())).isSameAs(app);
		assertThat(lost()).isEmpty();
	}

	@Test
	void anAppThatSaysWhoItIsIsNoLongerLostAsSoonAsItConnects() {
		this.registry.remove(connect(INSTANCE, AppRegistryTests::nothing));
		assertThat(lost()).hasSize(1);
		connect(INSTANCE, AppRegistryTests::nothing);
		assertThat(lost()).isEmpty();
	}

	@Test
	void whatAnAppSaysAboutItselfIsNotOverruledByItsMetrics() {
		App app = connect(INSTANCE, AppRegistryTests::nothing);
		this.registry.identify(app, new AppIdentity(Map.of("instance", "two")));
		assertThat(app.identity()).isEqualTo(INSTANCE);
	}

	@Test
	void saysOnceAMinuteThatTwoAppsHaveTheSameName(CapturedOutput output) {
		for (int i = 0; i < 20; i++) {
			connect(INSTANCE, AppRegistryTests::nothing);
		}
		assertThat(output.getOut().lines().filter((line) -> line.contains("Give each an instance of its own")))
			.hasSize(1);
		this.clock.advance(Replacements.PERIOD);
		connect(INSTANCE, AppRegistryTests::nothing);
		assertThat(output.getOut().lines().filter((line) -> line.contains("Give each an instance of its own")))
			.hasSize(1);
	}

	@Test
	void whoIsToldToLeaveAndLeavesIsNotLost() throws InterruptedException {
		App told = connect(INSTANCE, AppRegistryTests::nothing);
		App published = add(TransportType.TCP);
		assertThat(this.registry.drain()).containsExactly(told);
		told.goAway().block();
		assertThat(this.registry.awaitGone(Protocol.NEGOTIATED, Duration.ofMillis(1))).isOne();
		this.registry.remove(told);
		assertThat(this.registry.awaitGone(Protocol.NEGOTIATED, Duration.ofMinutes(1))).isZero();
		assertThat(this.registry.connected()).containsExactly(published);
		assertThat(lost()).isEmpty();
	}

	@Test
	void lostAppsAreBounded() {
		App first = add(TransportType.TCP);
		this.registry.remove(first);
		for (int i = 0; i < 1_000; i++) {
			this.registry.remove(add(TransportType.TCP));
		}
		assertThat(lost()).hasSize(1_000).doesNotContain(first);
	}

	@Test
	void logsOneLineForEachChange(CapturedOutput output) {
		App app = add(TransportType.WEBSOCKET);
		this.registry.identify(app, AppIdentity.UNKNOWN);
		this.registry.identify(app, INSTANCE);
		this.registry.identify(app, INSTANCE);
		this.registry.identify(app, AppIdentity.UNKNOWN);
		this.registry.remove(app);
		assertThat(app.identity()).isEqualTo(INSTANCE);
		String id = app.id();
		assertThat(output.getOut().lines().filter((line) -> line.contains(id)))
			.extracting((line) -> line.substring(line.indexOf("App ")))
			.containsExactly("App " + id + " connected over WebSocket from /192.0.2.1:12345",
					"App " + id + " is " + INSTANCE,
					"App " + id + " " + INSTANCE + " disconnected without a final push");
	}

	private List<App> lost() {
		return this.registry.lost().stream().map(LostApp::app).toList();
	}

	private App add(TransportType transport) {
		return this.registry.add(new AppLink(transport, ADDRESS, Protocol.PUBLISHED, AppIdentity.UNKNOWN,
				Set.of(ExpositionFormat.TEXT_0_0_4), (accepted, arrays) -> Mono.empty(), Mono::empty, () -> {
				}));
	}

	/**
	 * Connects an app that says who it is.
	 */
	private App connect(AppIdentity described, Runnable close) {
		return this.registry.add(new AppLink(TransportType.TCP, ADDRESS, Protocol.NEGOTIATED, described,
				Set.of(ExpositionFormat.values()), (accepted, arrays) -> Mono.empty(), Mono::empty, close));
	}

	private static void nothing() {
	}

}
