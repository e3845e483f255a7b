package io.dataflowmonitoring.proxy.push;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import io.dataflowmonitoring.proxy.MutableClock;
import io.dataflowmonitoring.proxy.exposition.AppIdentity;
import io.dataflowmonitoring.proxy.exposition.Exposition;
import io.dataflowmonitoring.proxy.exposition.ExpositionLimits;
import io.dataflowmonitoring.proxy.exposition.MalformedExpositionException;
import io.dataflowmonitoring.wire.ExpositionFormat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FinalPushesTests {

	private static final Duration RETENTION = Duration.ofMinutes(2);

	private final MutableClock clock = new MutableClock();

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final FinalPushes pushes = new FinalPushes(this.clock, RETENTION, 3, 1_000, this.meters);

	@Test
	void aPushIsPartOfEveryScrapeUntilTheRetentionEnds() {
		this.pushes.keep("1", text("orders", "one"));
		assertThat(kept()).containsExactly("1");
		deliver();
		this.clock.advance(RETENTION.minusMillis(1));
		assertThat(kept()).containsExactly("1");
		this.clock.advance(Duration.ofMillis(1));
		assertThat(kept()).isEmpty();
		assertThat(count("expired")).isOne();
	}

	@Test
	void aPushExpiresWithoutAScrape() {
		this.pushes.keep("1", text("orders", "one"));
		deliver();
		this.clock.advance(RETENTION);
		this.pushes.expire();
		assertThat(this.meters.get("prometheus.proxy.pushes.kept").gauge().value()).isZero();
		assertThat(count("kept")).isOne();
		assertThat(count("expired")).isOne();
	}

	@Test
	void aPushThatNoScrapeHadIsKeptBeyondTheRetention() {
		this.pushes.keep("1", text("orders", "one"));
		this.clock.advance(RETENTION.multipliedBy(100));
		this.pushes.expire();
		assertThat(kept()).containsExactly("1");
		deliver();
		assertThat(kept()).isEmpty();
	}

	@Test
	void aPushThatArrivesDuringAScrapeIsNotTakenForDelivered() {
		this.pushes.keep("1", text("orders", "one"));
		List<KeptPush> scrape = this.pushes.kept();
		this.pushes.keep("2", text("orders", "two"));
		this.clock.advance(RETENTION);
		this.pushes.delivered(scrape);
		assertThat(kept()).containsExactly("2");
	}

	@Test
	void theLatestPushComesFirst() {
		this.pushes.keep("1", text("orders", "one"));
		this.pushes.keep("2", text("orders", "two"));
		assertThat(kept()).containsExactly("2", "1");
	}

	@Test
	void aSecondPushOverTheSameConnectionReplacesTheFirst() {
		this.pushes.keep("1", text("orders", "one"));
		this.pushes.keep("1", text("payments", "two"));
		assertThat(this.pushes.kept()).extracting((push) -> push.identity().labels().get("application"))
			.containsExactly("payments");
		assertThat(count("replaced")).isOne();
	}

	@Test
	void aPushOfTheSameAppOverAnotherConnectionReplacesTheFirst() {
		this.pushes.keep("1", text("orders", "one"));
		this.pushes.keep("2", text("orders", "one"));
		assertThat(kept()).containsExactly("2");
	}

	@Test
	void aPushOfAnotherInstanceDoesNotReplaceTheFirst() {
		this.pushes.keep("1", text("orders", "one"));
		this.pushes.keep("2", text("orders", "two"));
		assertThat(kept()).containsExactly("2", "1");
	}

	@Test
	void whereInstancesCannotBeToldApartNoPushReplacesAnother() {
		this.pushes.keep("1", bytes("a{application=\"orders\"} 1\n"));
		this.pushes.keep("2", bytes("a{application=\"orders\"} 1\n"));
		this.pushes.replace("3", identity("a{application=\"orders\"} 1\n"));
		assertThat(kept()).containsExactly("2", "1");
	}

	@Test
	void anAppThatIsBackReplacesItsPush() {
		this.pushes.keep("1", text("orders", "one"));
		this.pushes.keep("2", text("orders", "two"));
		this.pushes.replace("3", identity("a{application=\"orders\",instance=\"one\"} 1\n"));
		assertThat(kept()).containsExactly("2");
		assertThat(count("replaced")).isOne();
	}

	@Test
	void theConnectionThatPushedIsNotTheAppComingBack() {
		this.pushes.keep("1", text("orders", "one"));
		this.pushes.replace("1", identity("a{application=\"orders\",instance=\"one\"} 1\n"));
		assertThat(kept()).containsExactly("1");
	}

	@Test
	void theOldestPushIsDroppedIfThereAreTooMany() {
		for (int i = 1; i <= 5; i++) {
			this.pushes.keep("" + i, text("orders", "" + i));
		}
		assertThat(kept()).containsExactly("5", "4", "3");
		assertThat(count("dropped")).isEqualTo(2);
	}

	@Test
	void theOldestPushesAreDroppedIfAllTogetherAreTooLarge() {
		this.pushes.keep("1", text("orders", "1" + "x".repeat(180)));
		this.pushes.keep("2", text("orders", "2" + "x".repeat(180)));
		this.pushes.keep("3", bytes("a 1\n" + "# comment\n".repeat(90)));
		assertThat(kept()).containsExactly("3");
		this.pushes.keep("4", text("orders", "4"));
		assertThat(kept()).containsExactly("4", "3");
		assertThat(count("dropped")).isEqualTo(2);
	}

	@Test
	void whatLeavesMakesRoom() {
		byte[] large = bytes("a{instance=\"1\"} 1\n" + "# comment\n".repeat(90));
		this.pushes.keep("1", large);
		this.pushes.replace("2", parse(large).identity());
		this.pushes.keep("3", large);
		deliver();
		this.clock.advance(RETENTION);
		this.pushes.expire();
		this.pushes.keep("4", large);
		this.pushes.keep("5", text("orders", "one"));
		assertThat(kept()).containsExactly("5", "4");
		assertThat(count("dropped")).isZero();
	}

	@Test
	void aMalformedPushIsRejected() {
		assertThatExceptionOfType(MalformedExpositionException.class)
			.isThrownBy(() -> this.pushes.keep("1", bytes("garbage\n")));
		assertThat(kept()).isEmpty();
		assertThat(count("rejected")).isOne();
		assertThat(count("kept")).isZero();
	}

	@Test
	void pushTimesTellWhenEachAppPushed() {
		this.clock.set(Instant.parse("2026-01-02T03:04:05.678Z"));
		this.pushes.keep("1", text("orders", "one"));
		this.pushes.keep("2", bytes("a 1\n"));
		this.clock.advance(Duration.ofSeconds(1));
		this.pushes.keep("3", bytes("a 2\n"));
		assertThat(PushTimes.text(this.pushes.kept())).isEqualTo("""
				# HELP prometheus_proxy_push_time_seconds When the app sent its last metrics, in seconds since the epoch
				# TYPE prometheus_proxy_push_time_seconds gauge
				prometheus_proxy_push_time_seconds 1767323046.678
				prometheus_proxy_push_time_seconds{application="orders",instance="one"} 1767323045.678
				""");
		assertThat(PushTimes.of(this.pushes.kept()).sampleCount()).isEqualTo(2);
	}

	private void deliver() {
		this.pushes.delivered(this.pushes.kept());
	}

	private List<String> kept() {
		return this.pushes.kept().stream().map(KeptPush::app).toList();
	}

	private double count(String result) {
		return this.meters.get("prometheus.proxy.pushes").tag("result", result).counter().count();
	}

	private static AppIdentity identity(String text) {
		return parse(bytes(text)).identity();
	}

	private static Exposition parse(byte[] text) {
		return Exposition.parse(text, ExpositionFormat.TEXT_0_0_4, ExpositionLimits.DEFAULTS);
	}

	private static byte[] text(String application, String instance) {
		return bytes("a{application=\"" + application + "\",instance=\"" + instance + "\"} 1\n");
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
