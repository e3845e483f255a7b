package io.dataflowmonitoring.proxy.status;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.test.scheduler.VirtualTimeScheduler;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.dataflowmonitoring.proxy.connection.App;
import io.dataflowmonitoring.proxy.push.TestPushes;

import static org.assertj.core.api.Assertions.assertThat;

class StatusFeedTests {

	private final StatusFixture fixture = new StatusFixture();

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final StatusFeed feed = new StatusFeed(this.fixture.reader, new StatusJson(), this.time);

	@Test
	void beginsWithEverythingAndGoesOnWithWhatHasChanged() {
		App app = this.fixture.app("a{instance=\"one\"} 1\n");
		TestPushes.keep(this.fixture.pushes, "task", "b 1\n");
		Watcher watcher = watch();
		assertThat(watcher.names()).containsExactly("summary", "apps", "pushes");
		assertThat(watcher.data("summary").get("reset").asBoolean()).isTrue();
		assertThat(watcher.data("apps").at("/apps/0/id").asString()).isEqualTo(app.id());
		assertThat(watcher.data("apps").at("/apps/0/state").asString()).isEqualTo("waiting");
		assertThat(watcher.data("pushes").at("/finalPushes/0/app").asString()).isEqualTo("task");

		watcher.clear();
		pass(3);
		assertThat(watcher.names()).isEmpty();

		this.fixture.scrape();
		pass(1);
		assertThat(watcher.names()).containsExactly("summary", "timeline", "apps");
		assertThat(watcher.data("summary").get("reset").asBoolean()).isFalse();
		assertThat(watcher.data("summary").at("/totals/upApps").asInt()).isEqualTo(1);
		// Who it is, is news as well: its samples have told.
		assertThat(watcher.data("apps").at("/apps/0/identity/instance").asString()).isEqualTo("one");

		watcher.clear();
		this.fixture.clock.advance(Duration.ofSeconds(1));
		this.fixture.scrape();
		pass(1);
		assertThat(watcher.data("apps").get("apps")).isEmpty();
		assertThat(watcher.data("apps").at("/scrapes/0/lastScrape/result").asString()).isEqualTo("ok");

		watcher.clear();
		this.fixture.registry.remove(app);
		pass(1);
		assertThat(watcher.data("apps").at("/scrapes/0/state").asString()).isEqualTo("lost");
		assertThat(watcher.data("apps").at("/scrapes/0/lostAt").asString())
			.isEqualTo(this.fixture.clock.instant().toString());
		watcher.clear();
		this.fixture.clock.advance(StatusFixture.RETENTION);
		pass(1);
		assertThat(watcher.data("apps").at("/gone/0").asString()).isEqualTo(app.id());
	}

	@Test
	void givesASignOfLifeIfThereIsNothingToSay() {
		Watcher watcher = watch();
		watcher.clear();
		pass(StatusFeed.QUIET);
		assertThat(watcher.names()).containsExactly("beat");
	}

	@Test
	void whoComesLaterGetsEverything() {
		this.fixture.app("a 1\n");
		watch();
		pass(5);
		assertThat(watch().data("summary").get("reset").asBoolean()).isTrue();
	}

	@Test
	void manyAppsComeInSeveralEventsInSmallPieces() {
		for (int i = 0; i < 450; i++) {
			this.fixture.app("a 1\n");
		}
		Watcher watcher = watch();
		assertThat(watcher.names()).containsExactly("summary", "apps", "apps", "apps");
		assertThat(watcher.largestPiece).isEqualTo(StatusFeed.PIECE_SIZE);
	}

	@Test
	void whoReadsSlowlyGetsWhatHasChangedInOneGo() {
		this.fixture.app("a 1\n");
		SlowWatcher watcher = new SlowWatcher();
		this.feed.watch(watcher.cut::incrementAndGet).subscribe(watcher);
		this.time.advanceTimeBy(Duration.ZERO);
		watcher.read(100);
		assertThat(watcher.text()).contains("event: apps");
		for (int i = 0; i < 3; i++) {
			this.fixture.app("a 1\n");
			pass(1);
		}
		watcher.clear();
		watcher.read(100);
		pass(2);
		assertThat(watcher.text().split("event: apps", -1)).hasSizeLessThanOrEqualTo(4);
		assertThat(watcher.cut).hasValue(0);
	}

	@Test
	void whoReadsALittleNowAndThenIsNotCutOff() {
		for (int i = 0; i < 450; i++) {
			this.fixture.app("a 1\n");
		}
		SlowWatcher watcher = new SlowWatcher();
		this.feed.watch(watcher.cut::incrementAndGet).subscribe(watcher);
		this.time.advanceTimeBy(Duration.ZERO);
		for (int i = 1; i <= 5; i++) {
			watcher.read(1);
			pass(StatusFeed.MAX_MISSED - 1);
			assertThat(watcher.pieces).isEqualTo(i);
		}
		assertThat(watcher.cut).hasValue(0);
		pass(2);
		assertThat(watcher.cut).hasValue(1);
	}

	@Test
	void whoDoesNotReadIsCutOffAndNothingIsKeptForThem() {
		for (int i = 0; i < 450; i++) {
			this.fixture.app("a 1\n");
		}
		SlowWatcher watcher = new SlowWatcher();
		this.feed.watch(watcher.cut::incrementAndGet).subscribe(watcher);
		this.time.advanceTimeBy(Duration.ZERO);
		watcher.read(1);
		pass(StatusFeed.MAX_MISSED);
		assertThat(watcher.pieces).isEqualTo(1);
		pass(2);
		assertThat(watcher.cut).hasValue(1);
	}

	@Test
	void onlySoManyMayWatch() {
		List<Disposable> watchers = new ArrayList<>();
		for (int i = 0; i < StatusFeed.MAX_WATCHERS; i++) {
			assertThat(this.feed.isFull()).isFalse();
			watchers.add(this.feed.watch(() -> {
			}).subscribe());
		}
		assertThat(this.feed.isFull()).isTrue();
		assertThat(this.feed.watch(() -> {
		}).collectList().block()).isEmpty();
		watchers.get(0).dispose();
		assertThat(this.feed.isFull()).isFalse();
		watchers.forEach(Disposable::dispose);
	}

	@Test
	void nothingIsWorkedOutWhileNobodyWatches() {
		AtomicInteger looks = new AtomicInteger();
		StatusReader reader = new StatusReader(this.fixture.registry, this.fixture.pushes, this.fixture.history,
				new RecentFailures(this.fixture.meters, this.fixture.clock), () -> {
					looks.incrementAndGet();
					return List.of();
				}, List.of(), new StatusSettings("1", Duration.ofSeconds(1), Duration.ofSeconds(1),
						Duration.ofSeconds(1), false, false),
				this.fixture.clock);
		StatusFeed counted = new StatusFeed(reader, new StatusJson(), this.time);
		pass(10);
		assertThat(looks).hasValue(0);
		Disposable one = counted.watch(() -> {
		}).subscribe();
		Disposable other = counted.watch(() -> {
		}).subscribe();
		pass(10);
		assertThat(looks).as("once a second for all").hasValueBetween(10, 11);
		one.dispose();
		other.dispose();
		looks.set(0);
		pass(10);
		assertThat(looks).hasValue(0);
	}

	@Test
	void goesOnWhileTheWallClockIsSetBack() {
		StatusFeed feed = new StatusFeed(this.fixture.reader, new StatusJson(), new BackwardsScheduler(this.time));
		Watcher watcher = new Watcher(feed.watch(() -> {
			throw new AssertionError("Reads all there is");
		}));
		this.time.advanceTimeBy(Duration.ZERO);
		assertThat(watcher.names()).contains("summary");
		watcher.clear();
		App app = this.fixture.app("a 1\n");
		pass(1);
		assertThat(watcher.data("apps").at("/apps/0/id").asString()).isEqualTo(app.id());
	}

	@Test
	void endsWithTheProxy() {
		Watcher watcher = watch();
		this.feed.end();
		assertThat(watcher.completed).isTrue();
		assertThat(watch().completed).isTrue();
	}

	private Watcher watch() {
		Watcher watcher = new Watcher(this.feed.watch(() -> {
			throw new AssertionError("Reads all there is");
		}));
		this.time.advanceTimeBy(Duration.ZERO);
		return watcher;
	}

	private void pass(int seconds) {
		for (int i = 0; i < seconds; i++) {
			this.time.advanceTimeBy(Duration.ofSeconds(1));
		}
	}

	private static String text(ByteBuffer piece) {
		return StandardCharsets.UTF_8.decode(piece).toString();
	}

	private static final class Watcher {

		private final JsonMapper json = new JsonMapper();

		private final StringBuilder text = new StringBuilder();

		private int largestPiece;

		private boolean completed;

		Watcher(Flux<ByteBuffer> events) {
			events.subscribe((piece) -> {
				this.largestPiece = Math.max(this.largestPiece, piece.remaining());
				this.text.append(text(piece));
			}, (ex) -> {
				throw new AssertionError(ex);
			}, () -> this.completed = true);
		}

		List<String> names() {
			return this.text.toString()
				.lines()
				.filter((line) -> line.startsWith("event: "))
				.map((line) -> line.substring(7))
				.toList();
		}

		JsonNode data(String name) {
			String event = "event: " + name + "\ndata: ";
			int from = this.text.lastIndexOf(event);
			assertThat(from).as(name + " in " + this.text).isNotNegative();
			from += event.length();
			return this.json.readTree(this.text.substring(from, this.text.indexOf("\n\n", from)));
		}

		void clear() {
			this.text.setLength(0);
		}

	}

	/**
	 * As every scheduler does, it asks the wall clock where milliseconds are enough; and
	 * somebody sets that back all the time.
	 */
	private static final class BackwardsScheduler implements Scheduler {

		private final VirtualTimeScheduler time;

		BackwardsScheduler(VirtualTimeScheduler time) {
			this.time = time;
		}

		@Override
		public long now(TimeUnit unit) {
			long now = this.time.now(unit);
			return (unit.compareTo(TimeUnit.MILLISECONDS) >= 0) ? -now : now;
		}

		@Override
		public Disposable schedule(Runnable task) {
			return this.time.schedule(task);
		}

		@Override
		public Worker createWorker() {
			return this.time.createWorker();
		}

	}

	private static final class SlowWatcher extends BaseSubscriber<ByteBuffer> {

		private final AtomicInteger cut = new AtomicInteger();

		private final StringBuilder text = new StringBuilder();

		private int pieces;

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
			// Reads when it is told to
		}

		@Override
		protected void hookOnNext(ByteBuffer piece) {
			this.pieces++;
			this.text.append(StatusFeedTests.text(piece));
		}

		void read(int pieces) {
			request(pieces);
		}

		String text() {
			return this.text.toString();
		}

		void clear() {
			this.text.setLength(0);
		}

	}

}
