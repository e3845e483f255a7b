package io.dataflowmonitoring.proxy.scrape;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

import io.dataflowmonitoring.proxy.MutableClock;
import io.dataflowmonitoring.proxy.connection.App;
import io.dataflowmonitoring.proxy.connection.AppRegistry;
import io.dataflowmonitoring.proxy.connection.RegisteredApps;
import io.dataflowmonitoring.proxy.exposition.ExpositionLimits;
import io.dataflowmonitoring.wire.ExpositionFormat;
import io.dataflowmonitoring.wire.WireExposition;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which answers may take the place of earlier ones.
 */
class AnswersInTheSameArrayTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(9);

	private static final Duration PULL_TIMEOUT = Duration.ofMinutes(1);

	private final VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();

	private final AppRegistry registry = new AppRegistry(new MutableClock(), Duration.ofMinutes(2));

	private final Scraper scraper = new Scraper(this.registry, new PullLimits(PULL_TIMEOUT, ExpositionLimits.DEFAULTS),
			Clock.systemUTC(), () -> this.time.now(TimeUnit.NANOSECONDS), Schedulers.immediate());

	/** Where the answers were put, in their order. */
	private final List<byte[]> arrays = new ArrayList<>();

	private Sinks.One<String> next = Sinks.one();

	private final App app = RegisteredApps.inArrays(this.registry,
			(arrays) -> Mono.defer(() -> this.next.asMono()).map((text) -> {
				byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
				byte[] array = arrays.apply(bytes.length);
				this.arrays.add(array);
				System.arraycopy(bytes, 0, array, 0, bytes.length);
				return new WireExposition(array, bytes.length, ExpositionFormat.TEXT_0_0_4, bytes.length);
			}));

	@AfterEach
	void restoreTime() {
		VirtualTimeScheduler.reset();
	}

	@Test
	void theNextAnswerIsPutIntoTheSameArrayWhenTheLastOneWasLetGo() {
		for (int i = 0; i < 3; i++) {
			Scrape scrape = new Scrape();
			answer("a " + i + "\n");
			assertThat(scrape.text()).isEqualTo("a " + i + "\n");
			scrape.results().forEach(PullResult::close);
		}
		assertSameArray(true, true);
	}

	@Test
	void anAnswerThatIsStillReadStaysAsItIs() {
		Scrape slow = new Scrape();
		answer("a 1\n");
		Scrape next = new Scrape();
		answer("a 2\n");
		assertThat(slow.text()).isEqualTo("a 1\n");
		assertThat(next.text()).isEqualTo("a 2\n");
		slow.results().forEach(PullResult::close);
		new Scrape();
		answer("a 3\n");
		assertThat(next.text()).isEqualTo("a 2\n");
		assertThat(this.arrays.get(2)).isSameAs(this.arrays.get(0)).isNotSameAs(this.arrays.get(1));
	}

	@Test
	void anAnswerThatTwoScrapesShareStaysUntilBothHaveLetItGo() {
		Scrape one = new Scrape();
		Scrape other = new Scrape();
		answer("a 1\n");
		assertThat(this.arrays).hasSize(1);
		one.results().forEach(PullResult::close);
		one.results().forEach(PullResult::close);
		new Scrape();
		answer("a 2\n");
		assertThat(other.text()).isEqualTo("a 1\n");
		other.results().forEach(PullResult::close);
		assertSameArray(false);
	}

	@Test
	void aScrapeThatIsAbandonedWhileItWaitsHoldsNothing() {
		new Scrape().waiting.dispose();
		answer("a 1\n");
		new Scrape();
		answer("a 2\n");
		assertSameArray(true);
	}

	@Test
	void anAnswerThatIsTooLateForItsScrapeIsHeldByNobody() {
		Scrape early = new Scrape();
		this.time.advanceTimeBy(TIMEOUT);
		assertThat(early.results()).extracting(PullResult::reason).containsExactly("timeout");
		answer("a 1\n");
		new Scrape();
		answer("a 2\n");
		assertSameArray(true);
	}

	@Test
	void aMalformedAnswerIsHeldByNobody() {
		Scrape scrape = new Scrape();
		answer("garbage\n");
		assertThat(scrape.results()).extracting(PullResult::reason).containsExactly("malformed");
		new Scrape();
		answer("a 2\n");
		assertSameArray(true);
	}

	@Test
	void anAnswerThatWasGivenUpForGoodTakesNoOtherAnswersPlace() {
		List<Sinks.One<String>> asked = new ArrayList<>(List.of(this.next));
		Scrape early = new Scrape();
		this.time.advanceTimeBy(PULL_TIMEOUT);
		this.next = Sinks.one();
		Scrape next = new Scrape();
		answer("a 2\n");
		asked.get(0).tryEmitValue("a 1\n");
		assertThat(early.results()).extracting(PullResult::reason).containsExactly("timeout");
		assertThat(next.text()).isEqualTo("a 2\n");
	}

	@Test
	void aScrapeOfOneAppHoldsItsAnswerToo() {
		List<PullResult> results = new ArrayList<>();
		this.scraper.pull(this.app, List.of(ExpositionFormat.TEXT_0_0_4), TIMEOUT).subscribe(results::add);
		answer("a 1\n");
		new Scrape();
		answer("a 2\n");
		assertThat(text(results.get(0))).isEqualTo("a 1\n");
		results.get(0).close();
		new Scrape();
		answer("a 3\n");
		assertThat(this.arrays.get(2)).isSameAs(this.arrays.get(0));
	}

	@Test
	void nothingIsKeptOfAppsThatAreGoneOrNotScrapedAnyMore() {
		Scrape scrape = new Scrape();
		answer("a 1\n");
		assertThat(this.scraper.spare()).isZero();
		scrape.results().forEach(PullResult::close);
		assertThat(this.scraper.spare()).isPositive();
		this.scraper.forgetUnused();
		assertThat(this.scraper.spare()).isPositive();
		this.scraper.forgetUnused();
		assertThat(this.scraper.spare()).isZero();
		Scrape again = new Scrape();
		answer("a 2\n");
		again.results().forEach(PullResult::close);
		assertThat(this.scraper.spare()).isPositive();
		this.registry.remove(this.app);
		this.scraper.forgetGone();
		assertThat(this.scraper.spare()).isZero();
	}

	private void answer(String text) {
		Sinks.One<String> asked = this.next;
		this.next = Sinks.one();
		asked.tryEmitValue(text);
	}

	/**
	 * Asserts which answers were put where the one before was.
	 */
	private void assertSameArray(boolean... same) {
		assertThat(this.arrays).hasSize(same.length + 1);
		for (int i = 0; i < same.length; i++) {
			assertThat(this.arrays.get(i + 1) == this.arrays.get(i)).as("answer " + i).isEqualTo(same[i]);
		}
	}

	private static String text(PullResult result) {
		WireExposition answer = Objects.requireNonNull(result.answer());
		return new String(answer.bytes(), 0, answer.length(), StandardCharsets.UTF_8);
	}

	private final class Scrape {

		private final List<PullResult> results = new ArrayList<>();

		private final Disposable waiting;

		private @Nullable Throwable failure;

		Scrape() {
			this.waiting = AnswersInTheSameArrayTests.this.scraper.scrape((any) -> true, TIMEOUT)
				.subscribe(this.results::addAll, (ex) -> this.failure = ex);
		}

		List<PullResult> results() {
			assertThat(this.failure).isNull();
			return this.results;
		}

		String text() {
			return AnswersInTheSameArrayTests.text(results().get(0));
		}

	}

}
