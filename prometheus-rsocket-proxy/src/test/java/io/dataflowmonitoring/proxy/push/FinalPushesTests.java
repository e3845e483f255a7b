package io.dataflowmonitoring.proxy.push;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.dataflowmonitoring.proxy.MutableClock;
import io.dataflowmonitoring.proxy.exposition.AppIdentity;
import io.dataflowmonitoring.proxy.exposition.Exposition;
import io.dataflowmonitoring.proxy.exposition.ExpositionLimits;
import io.dataflowmonitoring.proxy.exposition.MalformedExpositionException;
import io.dataflowmonitoring.wire.ExpositionFormat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Which pushes are kept, and for how long. Pushed metrics expire, expiry needs no scrape,
 * and counters are not evicted under a running {@code rate()} (pushgateway#19, #192,
 * #527; prom-aggregation-gateway#87; opentelemetry-collector-contrib#46423); both of a
 * pair of Prometheus servers see the final push.
 */
class FinalPushesTests {

	private static final Duration RETENTION = Duration.ofMinutes(2);

	private static final Duration UNDELIVERED_RETENTION = Duration.ofHours(1);

	private final MutableClock clock = new MutableClock();

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private FinalPushes pushes;

	@BeforeEach
	void open(@TempDir Path directory) {
		this.pushes = TestPushes.open(directory, this.clock, new PushLimits(RETENTION, UNDELIVERED_RETENTION, 3, 1_000),
				this.meters);
	}

	@AfterEach
	void close() {
		this.pushes.close();
	}

	@Test
	void aPushIsPartOfEveryScrapeUntilTheRetentionEnds() {
		keep("1", text("orders", "one"));
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
		keep("1", text("orders", "one"));
		deliver();
		this.clock.advance(RETENTION);
		this.pushes.expire();
		assertThat(this.meters.get("prometheus.proxy.pushes.kept").gauge().value()).isZero();
		assertThat(count("kept")).isOne();
		assertThat(count("expired")).isOne();
	}

	@Test
	void aPushThatNoScrapeHadIsKeptBeyondTheRetention() {
		keep("1", text("orders", "one"));
		this.clock.advance(UNDELIVERED_RETENTION.minusMillis(1));
		this.pushes.expire();
		assertThat(kept()).containsExactly("1");
		deliver();
		assertThat(kept()).isEmpty();
		assertThat(count("expired")).isOne();
	}

	@Test
	void aPushThatNoScrapeEverComesForIsLostInTheEnd() {
		keep("1", text("orders", "one"));
		this.clock.advance(UNDELIVERED_RETENTION);
		this.pushes.expire();
		assertThat(this.pushes.keptCount()).isZero();
		assertThat(count("lost")).isOne();
		assertThat(count("expired")).isZero();
	}

	@Test
	void aPushThatArrivesDuringAScrapeIsNotTakenForDelivered() {
		keep("1", text("orders", "one"));
		List<KeptPush> scrape = this.pushes.kept();
		keep("2", text("orders", "two"));
		this.clock.advance(RETENTION);
		this.pushes.delivered(scrape);
		assertThat(kept()).containsExactly("2");
	}

	@Test
	void theLatestPushComesFirst() {
		keep("1", text("orders", "one"));
		keep("2", text("orders", "two"));
		assertThat(kept()).containsExactly("2", "1");
	}

	@Test
	void aSecondPushOverTheSameConnectionReplacesTheFirst() {
		keep("1", text("orders", "one"));
		keep("1", text("payments", "two"));
		assertThat(this.pushes.kept()).extracting((push) -> push.identity().labels().get("application"))
			.containsExactly("payments");
		assertThat(count("replaced")).isOne();
	}

	@Test
	void aPushOfTheSameAppOverAnotherConnectionReplacesTheFirst() {
		keep("1", text("orders", "one"));
		keep("2", text("orders", "one"));
		assertThat(kept()).containsExactly("2");
	}

	@Test
	void aPushOfAnotherInstanceDoesNotReplaceTheFirst() {
		keep("1", text("orders", "one"));
		keep("2", text("orders", "two"));
		assertThat(kept()).containsExactly("2", "1");
	}

	@Test
	void whereInstancesCannotBeToldApartNoPushReplacesAnother() {
		keep("1", bytes("a{application=\"orders\"} 1\n"));
		keep("2", bytes("a{application=\"orders\"} 1\n"));
		this.pushes.replace(Set.of(identity("a{application=\"orders\"} 1\n")));
		assertThat(kept()).containsExactly("2", "1");
	}

	@Test
	void anAppThatIsBackReplacesItsPush() {
		keep("1", text("orders", "one"));
		keep("2", text("orders", "two"));
		this.pushes.replace(Set.of(identity("a{application=\"orders\",instance=\"one\"} 1\n")));
		assertThat(kept()).containsExactly("2");
		assertThat(count("replaced")).isOne();
	}

	@Test
	void theOldestPushIsDroppedIfThereAreTooMany() {
		for (int i = 1; i <= 5; i++) {
			keep("" + i, text("orders", "" + i));
		}
		assertThat(kept()).containsExactly("5", "4", "3");
		assertThat(count("dropped")).isEqualTo(2);
	}

	@Test
	void theOldestPushesAreDroppedIfAllTogetherAreTooLarge() {
		keep("1", text("orders", "1" + "x".repeat(180)));
		keep("2", text("orders", "2" + "x".repeat(180)));
		keep("3", bytes("a 1\n" + "# comment\n".repeat(90)));
		assertThat(kept()).containsExactly("3");
		keep("4", text("orders", "4"));
		assertThat(kept()).containsExactly("4", "3");
		assertThat(count("dropped")).isEqualTo(2);
	}

	@Test
	void whatLeavesMakesRoom() {
		byte[] large = bytes("a{instance=\"1\"} 1\n" + "# comment\n".repeat(90));
		keep("1", large);
		this.pushes.replace(Set.of(parse(large).identity()));
		keep("3", large);
		deliver();
		this.clock.advance(RETENTION);
		this.pushes.expire();
		keep("4", large);
		keep("5", text("orders", "one"));
		assertThat(kept()).containsExactly("5", "4");
		assertThat(count("dropped")).isZero();
	}

	@Test
	void aMalformedPushIsRejected() {
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> keep("1", bytes("garbage\n")))
			.withCauseInstanceOf(MalformedExpositionException.class);
		assertThat(kept()).isEmpty();
		assertThat(count("rejected")).isOne();
		assertThat(count("kept")).isZero();
	}

	@Test
	void anAppThatSaidWhoItIsNeedNotSaySoInItsSamples() {
		AppIdentity identity = new AppIdentity(Map.of("application", "orders", "instance", "one"));
		this.pushes.keep("1", identity, ExpositionFormat.TEXT_0_0_4, bytes("a{instance=\"other\"} 1\n")).join();
		assertThat(this.pushes.kept()).extracting(KeptPush::identity).containsExactly(identity);
		this.pushes.replace(Set.of(identity));
		assertThat(kept()).isEmpty();
	}

	@Test
	void pushTimesTellWhenEachAppPushed() {
		this.clock.set(Instant.parse("2026-01-02T03:04:05.678Z"));
		keep("1", text("orders", "one"));
		keep("2", bytes("a 1\n"));
		this.clock.advance(Duration.ofSeconds(1));
		keep("3", bytes("a 2\n"));
		assertThat(PushTimes.text(this.pushes.kept())).isEqualTo("""
				# HELP prometheus_proxy_push_time_seconds When the app sent its last metrics, in seconds since the epoch
				# TYPE prometheus_proxy_push_time_seconds gauge
				prometheus_proxy_push_time_seconds 1767323046.678
				prometheus_proxy_push_time_seconds{application="orders",instance="one"} 1767323045.678
				""");
		assertThat(PushTimes.of(this.pushes.kept()).sampleCount()).isEqualTo(2);
	}

	private void keep(String app, byte[] text) {
		this.pushes.keep(app, AppIdentity.UNKNOWN, ExpositionFormat.TEXT_0_0_4, text).join();
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
