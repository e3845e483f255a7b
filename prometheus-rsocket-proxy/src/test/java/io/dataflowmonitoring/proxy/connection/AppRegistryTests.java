package io.dataflowmonitoring.proxy.connection;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

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
		assertThat(this.registry.lost()).containsExactly(app);
		this.clock.advance(RETENTION.minusMillis(1));
		assertThat(this.registry.lost()).containsExactly(app);
		this.clock.advance(Duration.ofMillis(1));
		assertThat(this.registry.lost()).isEmpty();
	}

	@Test
	void anAppThatGoesAfterItsFinalPushIsNotLost() {
		App app = add(TransportType.TCP);
		app.pushed(true);
		this.registry.remove(app);
		assertThat(this.registry.lost()).isEmpty();
	}

	@Test
	void anAppThatComesBackIsNoLongerLost() {
		App app = add(TransportType.TCP);
		App other = add(TransportType.TCP);
		this.registry.identify(app, INSTANCE);
		this.registry.remove(app);
		this.registry.remove(other);
		this.registry.identify(add(TransportType.TCP), INSTANCE);
		assertThat(this.registry.lost()).containsExactly(other);
	}

	@Test
	void anAppThatIsBackBeforeItsOldConnectionEndsIsNotLost() {
		App old = add(TransportType.TCP);
		this.registry.identify(old, INSTANCE);
		this.registry.identify(add(TransportType.TCP), INSTANCE);
		this.registry.remove(old);
		assertThat(this.registry.lost()).isEmpty();
	}

	@Test
	void lostAppsAreBounded() {
		App first = add(TransportType.TCP);
		this.registry.remove(first);
		for (int i = 0; i < 1_000; i++) {
			this.registry.remove(add(TransportType.TCP));
		}
		assertThat(this.registry.lost()).hasSize(1_000).doesNotContain(first);
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

	private App add(TransportType transport) {
		return this.registry.add(transport, new InetSocketAddress("192.0.2.1", 12345), Protocol.PUBLISHED,
				Set.of(ExpositionFormat.TEXT_0_0_4), (accepted) -> Mono.empty());
	}

}
