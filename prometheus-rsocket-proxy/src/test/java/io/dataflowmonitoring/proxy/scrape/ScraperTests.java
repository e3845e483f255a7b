package io.dataflowmonitoring.proxy.scrape;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.dataflowmonitoring.proxy.MutableClock;
import io.dataflowmonitoring.proxy.connection.RegisteredApps;
import io.dataflowmonitoring.proxy.connection.App;
import io.dataflowmonitoring.proxy.connection.AppRegistry;
import io.dataflowmonitoring.proxy.exposition.AppIdentity;
import io.dataflowmonitoring.proxy.exposition.ExpositionLimits;
import io.dataflowmonitoring.wire.ExpositionFormat;
import io.dataflowmonitoring.wire.WireExposition;

import static io.dataflowmonitoring.wire.ExpositionFormat.OPENMETRICS_1_0_0;
import static io.dataflowmonitoring.wire.ExpositionFormat.PROTOBUF;
import static io.dataflowmonitoring.wire.ExpositionFormat.TEXT_0_0_4;
import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class ScraperTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(9);

	private final VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();

	private final AppRegistry registry = new AppRegistry(new MutableClock(), Duration.ofMinutes(2));

	private final Scraper scraper = new Scraper(this.registry,
			new PullLimits(Duration.ofMinutes(1), ExpositionLimits.DEFAULTS), Clock.systemUTC(),
			() -> this.time.now(TimeUnit.NANOSECONDS), Schedulers.immediate());

	@AfterEach
	void restoreTime() {
		VirtualTimeScheduler.reset();
	}

	@Test
	void withoutAppsThereIsNothingToWaitFor() {
		assertThat(scrape().get()).isEmpty();
	}

	@Test
	void allAppsAreAskedAtTheSameTimeAndReportedInTheOrderInWhichTheyConnected() {
		FakeApp first = new FakeApp();
		FakeApp second = new FakeApp();
		AtomicReference<List<PullResult>> results = scrape();
		this.time.advanceTimeBy(Duration.ofSeconds(1));
		second.answer("b 1\n");
		assertThat(results.get()).isNull();
		this.time.advanceTimeBy(Duration.ofSeconds(1));
		first.answer("a 1\na{x=\"1\"} 2\n");
		assertThat(results.get()).extracting(PullResult::app).containsExactly(first.app, second.app);
		assertThat(results.get()).extracting(PullResult::reason).containsOnly("none");
		assertThat(results.get()).extracting(PullResult::took)
			.containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(1));
	}

	@Test
	void aStalledAppIsLeftOutAtTheDeadline() {
		FakeApp stalled = new FakeApp();
		FakeApp quick = new FakeApp();
		AtomicReference<List<PullResult>> results = scrape();
		quick.answer("a 1\n");
		this.time.advanceTimeBy(TIMEOUT.minusMillis(1));
		assertThat(results.get()).isNull();
		this.time.advanceTimeBy(Duration.ofMillis(1));
		assertThat(results.get()).extracting(PullResult::reason).containsExactly("timeout", "none");
		assertThat(results.get()).extracting(PullResult::took).containsExactly(TIMEOUT, Duration.ZERO);
		assertThat(stalled.asked()).isOne();
	}

	@Test
	void anAppThatOwesAnAnswerIsNeitherAskedAgainNorWaitedFor() {
		FakeApp stalled = new FakeApp();
		FakeApp quick = new FakeApp();
		scrape();
		quick.answer("a 1\n");
		this.time.advanceTimeBy(Duration.ofMillis(11_452));
		AtomicReference<List<PullResult>> results = scrape();
		quick.answer("a 1\n");
		assertThat(results.get()).extracting(PullResult::reason).containsExactly("timeout", "none");
		assertThat(results.get()).first().extracting(PullResult::detail).isEqualTo("it has not answered for 11.5 s");
		assertThat(stalled.asked()).isOne();
	}

	@Test
	void aLateAnswerIsDiscardedAndTheAppIsAskedAgain() {
		FakeApp late = new FakeApp();
		scrape();
		this.time.advanceTimeBy(Duration.ofSeconds(12));
		late.answer("a 1\n");
		assertThat(this.scraper.statuses()).extracting(AppStatus::reason).containsExactly("timeout");
		this.time.advanceTimeBy(Duration.ofSeconds(3));
		AtomicReference<List<PullResult>> results = scrape();
		assertThat(late.asked()).isEqualTo(2);
		late.answer("a 1\n");
		assertThat(results.get()).extracting(PullResult::reason).containsExactly("none");
	}

	@Test
	void anAnswerThatNeverComesIsGivenUpForGood() {
		FakeApp stalled = new FakeApp();
		scrape();
		this.time.advanceTimeBy(Duration.ofMinutes(1));
		scrape();
		assertThat(stalled.asked()).isEqualTo(2);
		stalled.pulls.assertCancelled();
	}

	@Test
	void scrapesAtTheSameTimeShareOnePull() {
		FakeApp app = new FakeApp();
		AtomicReference<List<PullResult>> first = scrape();
		this.time.advanceTimeBy(Duration.ofSeconds(5));
		AtomicReference<List<PullResult>> second = scrape();
		assertThat(app.asked()).isOne();
		app.answer("a 1\n");
		assertThat(first.get()).extracting(PullResult::reason).containsExactly("none");
		assertThat(second.get()).extracting(PullResult::reason).containsExactly("none");
	}

	@Test
	void aScrapeThatIsAbandonedDoesNotTakeThePullFromTheOthers() {
		FakeApp app = new FakeApp();
		this.scraper.scrape((any) -> true, TIMEOUT).subscribe().dispose();
		AtomicReference<List<PullResult>> other = scrape();
		app.answer("a 1\n");
		assertThat(other.get()).extracting(PullResult::reason).containsExactly("none");
		app.pulls.assertNotCancelled();
	}

	@Test
	void aMalformedExpositionCostsOnlyItsOwnAppAndThatIsAskedAgain() {
		FakeApp bad = new FakeApp();
		FakeApp good = new FakeApp();
		AtomicReference<List<PullResult>> results = scrape();
		bad.answer("garbage\n");
		good.answer("a 1\n");
		assertThat(results.get()).extracting(PullResult::reason).containsExactly("malformed", "none");
		results = scrape();
		bad.answer("a 1\n");
		good.answer("a 1\n");
		assertThat(results.get()).extracting(PullResult::reason).containsExactly("none", "none");
	}

	@Test
	void anUnexpectedFailureCostsOnlyItsOwnApp(CapturedOutput output) {
		FakeApp bad = new FakeApp();
		FakeApp good = new FakeApp();
		AtomicReference<List<PullResult>> results = scrape();
		bad.pulls.error(new IllegalStateException("broken"));
		good.answer("a 1\n");
		assertThat(results.get()).extracting(PullResult::reason).containsExactly("internal_error", "none");
		assertThat(output).contains("App " + bad.app.id() + " is left out", "internal_error", "broken");
	}

	@Test
	void anAppThatIsNotWantedIsNotAsked() {
		FakeApp app = new FakeApp();
		assertThat(this.scraper.scrape((any) -> false, TIMEOUT).block()).isEmpty();
		assertThat(app.asked()).isZero();
		assertThat(this.scraper.statuses()).isEmpty();
	}

	@Test
	void learnsWhoTheAppIs() {
		FakeApp app = new FakeApp();
		scrape();
		app.answer("a{application=\"orders\"} 1\n");
		assertThat(app.app.identity().labels()).containsEntry("application", "orders");
	}

	@Test
	void theLastResultOfAnAppIsForgottenWithIt() {
		FakeApp app = new FakeApp();
		scrape();
		app.answer("a 1\n");
		assertThat(this.scraper.statuses()).hasSize(1);
		this.registry.remove(app.app);
		assertThat(this.scraper.statuses()).isEmpty();
	}

	@Test
	void logsOneLineForEachChangeAndNoneForEachScrape(CapturedOutput output) {
		FakeApp app = new FakeApp();
		for (String answer : List.of("a 1\n", "a 1\n", "garbage\n", "garbage\n", "a 1\n", "a 1\n")) {
			scrape();
			app.answer(answer);
		}
		List<String> lines = output.getOut().lines().filter((line) -> line.contains("App " + app.app.id())).toList();
		assertThat(lines).hasSize(3);
		assertThat(lines.get(0)).contains("connected over TCP");
		assertThat(lines.get(1)).contains("left out", "malformed", "Line 1");
		assertThat(lines.get(2)).contains("is part of scrapes again");
	}

	@Test
	void aScrapeOfOneAppSharesThePullOfAScrapeOfAllIfTheAppAnswersBothInTheSameFormat() {
		FakeApp published = new FakeApp();
		AtomicReference<List<PullResult>> all = scrape();
		List<PullResult> one = pull(published.app, PROTOBUF, OPENMETRICS_1_0_0, TEXT_0_0_4);
		assertThat(published.asked()).isOne();
		published.answer("a 1\n");
		assertThat(all.get()).extracting(PullResult::reason).containsExactly("none");
		assertThat(one).singleElement()
			.extracting(PullResult::answer)
			.isInstanceOfSatisfying(WireExposition.class,
					(answer) -> assertThat(answer.format()).isEqualTo(TEXT_0_0_4));
	}

	@Test
	void anAppOwesAtMostOneAnswerForEachFormat() {
		List<List<ExpositionFormat>> asked = new ArrayList<>();
		App app = RegisteredApps.negotiated(this.registry, EnumSet.allOf(ExpositionFormat.class), (accepted) -> {
			asked.add(accepted);
			return Mono.never();
		});
		for (int i = 0; i < 3; i++) {
			scrape();
			pull(app, OPENMETRICS_1_0_0, TEXT_0_0_4);
			pull(app, PROTOBUF, OPENMETRICS_1_0_0, TEXT_0_0_4);
			pull(app, TEXT_0_0_4, OPENMETRICS_1_0_0);
		}
		assertThat(asked).containsExactly(List.of(OPENMETRICS_1_0_0, TEXT_0_0_4),
				List.of(PROTOBUF, OPENMETRICS_1_0_0, TEXT_0_0_4), List.of(TEXT_0_0_4, OPENMETRICS_1_0_0));
	}

	@Test
	void whatIsLargerThanItMayBeCostsOnlyItsOwnAppAndTheReasonSaysWhich() {
		Scraper strict = new Scraper(this.registry,
				new PullLimits(Duration.ofMinutes(1), new ExpositionLimits(1, 2, 3, 4)), Clock.systemUTC(),
				() -> this.time.now(TimeUnit.NANOSECONDS), Schedulers.immediate());
		Map<String, String> reasons = Map.of("a 1\n", "none", "a 1\nb 1\n", "too_many_samples",
				"a{a=\"1\",b=\"1\",c=\"1\"} 1\n", "too_many_labels", "a{abcd=\"1\"} 1\n", "label_name_too_long",
				"a{a=\"12345\"} 1\n", "label_value_too_long");
		reasons.forEach((answer, reason) -> {
			FakeApp app = new FakeApp();
			List<PullResult> results = new ArrayList<>();
			strict.pull(app.app, List.of(TEXT_0_0_4), TIMEOUT).subscribe(results::add);
			app.answer(answer);
			assertThat(results).as(answer).extracting(PullResult::reason).containsExactly(reason);
		});
		assertThat(strict.statuses()).extracting(AppStatus::reason)
			.containsExactlyInAnyOrderElementsOf(reasons.values());
	}

	@Test
	void whatAnAppSaidLastIsRememberedForItsNextAnswer() {
		FakeApp app = new FakeApp();
		List<AppIdentity> identities = new ArrayList<>();
		for (String answer : List.of("a{x=\"1\"} 1\n", "a{x=\"1\"} 2\n", "a{x=\"2\"} 3\n")) {
			List<PullResult> results = pull(app.app, TEXT_0_0_4);
			app.answer(answer);
			assertThat(results).extracting(PullResult::exposition)
				.allSatisfy((exposition) -> assertThat(exposition).isNotNull()
					.satisfies((read) -> identities.add(read.identity())));
		}
		assertThat(identities).hasSize(3);
		assertThat(identities.get(1)).isSameAs(identities.get(0));
		assertThat(identities.get(2)).isNotSameAs(identities.get(0));
	}

	@Test
	void appsThatAreGoneAreForgotten() {
		FakeApp app = new FakeApp();
		scrape();
		app.answer("a 1\n");
		this.scraper.forgetGone();
		assertThat(this.scraper.status(app.app)).isNotNull();
		assertThat(this.scraper.remembered()).isPositive();
		this.registry.remove(app.app);
		this.scraper.forgetGone();
		assertThat(this.scraper.status(app.app)).isNull();
		assertThat(this.scraper.remembered()).isZero();
	}

	private List<PullResult> pull(App app, ExpositionFormat... accepted) {
		List<PullResult> results = new ArrayList<>();
		this.scraper.pull(app, List.of(accepted), TIMEOUT).subscribe(results::add);
		return results;
	}

	private AtomicReference<List<PullResult>> scrape() {
		AtomicReference<List<PullResult>> results = new AtomicReference<>();
		this.scraper.scrape((any) -> true, TIMEOUT).subscribe(results::set);
		return results;
	}

	private final class FakeApp {

		private TestPublisher<byte[]> pulls = TestPublisher.create();

		private int earlier;

		private final App app = RegisteredApps.published(ScraperTests.this.registry,
				Mono.defer(() -> this.pulls.mono()));

		int asked() {
			return this.earlier + (int) this.pulls.subscribeCount();
		}

		void answer(String text) {
			this.earlier = asked();
			TestPublisher<byte[]> answered = this.pulls;
			this.pulls = TestPublisher.create();
			answered.next(text.getBytes(StandardCharsets.UTF_8)).complete();
		}

	}

}
