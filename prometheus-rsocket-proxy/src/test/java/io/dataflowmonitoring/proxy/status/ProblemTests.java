package io.dataflowmonitoring.proxy.status;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.micrometer.core.instrument.Counter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.dataflowmonitoring.proxy.connection.App;
import io.dataflowmonitoring.proxy.exposition.ExpositionLimit;
import io.dataflowmonitoring.proxy.push.TestPushes;

import static org.assertj.core.api.Assertions.assertThat;

class ProblemTests {

	private final StatusFixture fixture = new StatusFixture();

	@Test
	void namesTheAppsThatAreLeftOutByReasonWithTheProxysWords() {
		App good = this.fixture.app("a 1\n");
		App bad = this.fixture.app("garbage\n");
		this.fixture.scrape();
		Problem problem = this.fixture.problem("malformed");
		assertThat(problem.severity()).isEqualTo("error");
		assertThat(problem.apps()).containsExactly(bad.id()).doesNotContain(good.id());
		assertThat(problem.appCount()).isEqualTo(1);
		assertThat(problem.detail()).isEqualTo("Line 1: not a value");
		assertThat(problem.action()).contains("metrics");
	}

	@Test
	void namesNoMoreAppsThanAnybodyLooksAt() {
		for (int i = 0; i < 50; i++) {
			this.fixture.app("garbage\n");
		}
		this.fixture.scrape();
		assertThat(this.fixture.problem("malformed").apps()).hasSize(20);
		assertThat(this.fixture.problem("malformed").appCount()).isEqualTo(50);
		assertThat(this.fixture.problem("malformed").detail()).startsWith("For example: ");
	}

	@Test
	void anAppThatWentWithoutAFinalPushIsOneUntilTheRetentionEnds() {
		App app = this.fixture.app("a 1\n");
		this.fixture.registry.remove(app);
		assertThat(this.fixture.problem("lost").apps()).containsExactly(app.id());
		this.fixture.clock.advance(StatusFixture.RETENTION);
		assertThat(kinds()).doesNotContain("lost");
	}

	@Test
	void anAppThatTakesNearlyAsLongAsAScrapeMay() {
		this.fixture.nanosPerLook = Duration.ofSeconds(7).toNanos();
		App slow = this.fixture.app("a 1\n");
		this.fixture.scraper.scrape((app) -> true, Duration.ofSeconds(100)).block();
		assertThat(this.fixture.problem("slow").apps()).containsExactly(slow.id());
	}

	@Test
	void aLimitThatIsNearAndWhoUsesIt() {
		App app = this.fixture.app("a 1\n");
		this.fixture.limits.add(new LimitState("max-a", 0.79, null));
		assertThat(kinds()).doesNotContain("limit");
		this.fixture.limits.add(new LimitState("max-b", 0.8, app));
		assertThat(this.fixture.problem("limit").apps()).containsExactly(app.id());
		assertThat(this.fixture.problem("limit").detail()).isEqualTo("80 % of max-b are in use");
		assertThat(this.fixture.reader.status().limits()).extracting(LimitView::property)
			.containsExactly("max-b", "max-a");
	}

	@Test
	void nobodyScrapes() {
		assertThat(kinds()).doesNotContain("not_scraped");
		this.fixture.clock.advance(Duration.ofHours(1));
		assertThat(kinds()).as("nobody is there to be scraped").doesNotContain("not_scraped");
		TestPushes.keep(this.fixture.pushes, "task", "a 1\n");
		assertThat(this.fixture.problem("not_scraped").detail()).contains("none since the start", "1 final push");
		this.fixture.app("a 1\n");
		this.fixture.scrape();
		assertThat(kinds()).doesNotContain("not_scraped");
		this.fixture.clock.advance(Duration.ofMinutes(3));
		assertThat(kinds()).contains("not_scraped");
	}

	@Test
	void whatWasRefusedInTheLastQuarterOfAnHour() {
		Counter tcp = failures("tcp", "credentials_wrong");
		tcp.increment(100);
		Counter websocket = failures("websocket", "credentials_wrong");
		assertThat(kinds()).as("what was before").doesNotContain("refused_connection");
		tcp.increment(2);
		websocket.increment();
		Counter scanners = failures("tcp", "tls_closed");
		this.fixture.reader.housekeep();
		scanners.increment();
		this.fixture.reader.housekeep();
		this.fixture.clock.advance(Duration.ofMinutes(10));
		websocket.increment();
		Problem problem = this.fixture.problem("refused_connection");
		assertThat(problem.detail()).isEqualTo("4 in the last 15 minutes, over tcp, websocket");
		assertThat(problem.lastSeen()).isEqualTo(this.fixture.clock.instant());
		assertThat(problem.action()).contains("app-tokens");
		this.fixture.clock.advance(Duration.ofMinutes(6));
		assertThat(this.fixture.problem("refused_connection").detail()).startsWith("1 in");
		this.fixture.clock.advance(Duration.ofMinutes(10));
		assertThat(kinds()).doesNotContain("refused_connection");
	}

	@Test
	void errorsComeFirst() {
		this.fixture.registry.remove(this.fixture.app("a 1\n"));
		this.fixture.app("garbage\n");
		this.fixture.scrape();
		assertThat(this.fixture.reader.status().problems()).extracting(Problem::severity)
			.isSortedAccordingTo((a, b) -> a.compareTo(b));
	}

	@ParameterizedTest
	@ValueSource(strings = { "timeout", "malformed", "undecryptable", "replayed", "flooded", "oversized", "app_error",
			"closed", "internal_error" })
	void eachReasonHasAdviceOfItsOwn(String reason) {
		assertThat(Advice.forApp(reason).title()).doesNotStartWith("Left out");
	}

	@ParameterizedTest
	@EnumSource
	void eachLimitOfAnExpositionHasAdviceThatNamesItsProperty(ExpositionLimit limit) {
		assertThat(Advice.forApp(limit.reason()).action()).contains("max-" + limit.label().replace('_', '-'));
	}

	private Set<String> kinds() {
		List<Problem> problems = this.fixture.reader.status().problems();
		return Set.copyOf(problems.stream().map(Problem::kind).toList());
	}

	private Counter failures(String transport, String reason) {
		return this.fixture.meters.counter("prometheus.proxy.handshake.failures", "transport", transport, "reason",
				reason);
	}

}
