package io.dataflowmonitoring.proxy.status;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import io.dataflowmonitoring.proxy.connection.App;
import io.dataflowmonitoring.proxy.exposition.MergeReport;
import io.dataflowmonitoring.proxy.scrape.AppStatus;

import static org.assertj.core.api.Assertions.assertThat;

class ScrapeHistoryTests {

	private final StatusFixture fixture = new StatusFixture();

	private final ScrapeHistory history = this.fixture.history;

	private final App app = this.fixture.app("a 1\n");

	@Test
	void keepsTheLastThirtyScrapesOfAnApp() {
		for (int i = 1; i <= 100; i++) {
			take(this.app, i, (i % 10 == 0) ? "timeout" : "none", i * 100);
			List<PastScrape> scrapes = this.history.scrapes(this.app);
			assertThat(scrapes).hasSize(Math.min(i, 30));
			assertThat(scrapes.get(scrapes.size() - 1).durationSeconds()).isEqualTo(i / 1e3);
			assertThat(scrapes.get(0).durationSeconds()).isEqualTo(Math.max(1, i - 29) / 1e3);
		}
		assertThat(this.history.scrapes(this.app).get(29).result()).isEqualTo("timeout");
		assertThat(this.history.scrapes(this.app).get(28).result()).isEqualTo("ok");
		assertThat(this.history.scrapes(this.app).get(28).samples()).isEqualTo(9_900);
		assertThat(this.history.durations(this.app)).hasSize(30).startsWith(0.071).endsWith(0.099, (Double) null);
	}

	@Test
	void anAnswerThatWasPassedOnUnreadHasNoSamples() {
		this.history.accept(new AppStatus(this.app, this.fixture.clock.instant(), Duration.ofMillis(1), "none", null,
				OptionalInt.empty(), 10, 10, Map.of()));
		assertThat(this.history.scrapes(this.app).get(0).samples()).isNull();
		assertThat(this.history.samples()).isZero();
	}

	@Test
	void addsUpTheSamplesOfAllAppsAsTheyAnsweredLast() {
		App other = this.fixture.app("b 1\n");
		take(this.app, 1, "none", 10);
		take(other, 1, "none", 5);
		take(this.app, 1, "none", 12);
		assertThat(this.history.samples()).isEqualTo(17);
		take(other, 1, "malformed", 0);
		assertThat(this.history.samples()).isEqualTo(12);
		this.history.forgetAllBut(Set.of(other), Set.of(other));
		assertThat(this.history.samples()).isZero();
		assertThat(this.history.scrapes(this.app)).isEmpty();
		assertThat(this.history.last(this.app)).isNull();
	}

	@Test
	void theSamplesOfALostAppDoNotCountThoughItIsKnown() {
		App other = this.fixture.app("b 1\n");
		take(this.app, 1, "none", 10);
		take(other, 1, "none", 5);
		this.fixture.registry.remove(this.app);
		this.fixture.reader.housekeep();
		assertThat(this.history.samples()).isEqualTo(5);
		assertThat(this.history.scrapes(this.app)).hasSize(1);
		// Of a scrape that has begun before.
		take(this.app, 1, "none", 10);
		this.fixture.reader.housekeep();
		assertThat(this.history.samples()).isEqualTo(5);
	}

	@Test
	void samplesAddUpHoweverAppsComeAndGo() {
		CompletableFuture<Void> scrapes = CompletableFuture.runAsync(() -> {
			for (int i = 0; i < 100_000; i++) {
				take(this.app, 1, "none", i % 10);
			}
		});
		while (!scrapes.isDone()) {
			this.history.forgetAllBut(Set.of(), Set.of());
		}
		scrapes.join();
		this.history.forgetAllBut(Set.of(), Set.of());
		assertThat(this.history.samples()).isZero();
	}

	@Test
	void theLastFifteenMinutesAreInSlotsOfFiveSeconds() {
		this.fixture.clock.set(Instant.parse("2026-01-01T00:00:03Z"));
		take(this.app, 20, "none", 10);
		take(this.app, 30, "timeout", 0);
		this.history.scraped(Duration.ofMillis(40), new MergeReport(10, 100, List.of(), 0, List.of()));
		this.fixture.clock.advance(Duration.ofSeconds(60));
		take(this.app, 5, "none", 7);
		assertThat(this.history.timeline(this.fixture.clock.instant())).containsExactly(
				new TimelinePoint(Instant.parse("2026-01-01T00:00:00Z"), 1, 0.04, 2, 1, 0.02, 0L),
				new TimelinePoint(Instant.parse("2026-01-01T00:01:00Z"), 0, null, 1, 0, 0.005, 7L));
		this.fixture.clock.advance(Duration.ofMinutes(14));
		assertThat(this.history.timeline(this.fixture.clock.instant())).hasSize(1);
		this.fixture.clock.advance(Duration.ofDays(1));
		assertThat(this.history.timeline(this.fixture.clock.instant())).isEmpty();
	}

	private void take(App app, int millis, String reason, int samples) {
		this.history.accept(new AppStatus(app, this.fixture.clock.instant(), Duration.ofMillis(millis), reason, null,
				OptionalInt.of(samples), samples * 10, samples, Map.of()));
	}

}
