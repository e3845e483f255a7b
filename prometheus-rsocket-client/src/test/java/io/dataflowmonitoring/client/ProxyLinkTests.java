package io.dataflowmonitoring.client;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

import io.dataflowmonitoring.client.ClientState.Connection;
import io.dataflowmonitoring.wire.AppConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A link to a proxy that never answers, in virtual time.
 */
class ProxyLinkTests {

	private static final ProxyAddress PROXY = new ProxyAddress("one", 7001);

	private static final ProxyAddress SECOND = new ProxyAddress("two", 7001);

	private static final ProxyAddress THIRD = new ProxyAddress("three", 7001);

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final List<Long> attempts = new ArrayList<>();

	private Mono<AppConnection> attempt = Mono.error(() -> new IOException("nobody there"));

	private final List<ProxyAddress> tried = new ArrayList<>();

	private final ClientMonitor monitor = new ClientMonitor(PROXY, ProxyAddress::toString, (state) -> {
	}, Clock.systemUTC());

	@AfterEach
	void dispose() {
		this.time.dispose();
	}

	@Test
	void attemptsGoOnForEverWithPausesOfAtMostTheMaximum() {
		ProxyLink link = link(Long.MAX_VALUE);
		link.open();
		this.time.advanceTimeBy(Duration.ofHours(24));
		List<Long> pauses = pauses();
		int whole = 1000;
		for (long pause : pauses) {
			assertThat(pause).isBetween(whole / 2L - 1, whole + 1L);
			whole = Math.min(2 * whole, 60_000);
		}
		assertThat(pauses).hasSizeGreaterThan(24 * 60);
		assertThat(this.monitor.state().attempts()).isEqualTo(this.attempts.size());
		assertThat(this.monitor.state().connection()).isEqualTo(Connection.WAITING);
		assertThat(this.monitor.state().lastFailure()).isEqualTo("nobody there");
		link.close();
	}

	@Test
	void afterTheMaximumOfRetriesTheLinkGivesUp() {
		ProxyLink link = link(3);
		link.open();
		this.time.advanceTimeBy(Duration.ofHours(24));
		assertThat(this.attempts).hasSize(4);
		assertThat(this.monitor.state().connection()).isEqualTo(Connection.GAVE_UP);
		link.close();
	}

	@Test
	void aPushEndsThePauseAndStartsTheBackoffAnew() {
		ProxyLink link = link(Long.MAX_VALUE);
		link.open();
		this.time.advanceTimeBy(Duration.ofHours(1));
		int before = this.attempts.size();
		link.hurry(Duration.ofSeconds(5));
		this.time.advanceTimeBy(Duration.ofSeconds(7));
		// At once, and after 1 s, 2 s and 4 s at most.
		assertThat(this.attempts.subList(before, this.attempts.size())).hasSizeGreaterThanOrEqualTo(4);
		assertThat(this.attempts.get(before)).isEqualTo(Duration.ofHours(1).toMillis());
		link.close();
	}

	@Test
	void aPushMakesALinkThatGaveUpTryAgainAndAgain() {
		ProxyLink link = link(0);
		link.open();
		this.time.advanceTimeBy(Duration.ofHours(1));
		assertThat(this.attempts).hasSize(1);
		link.hurry(Duration.ofSeconds(5));
		this.time.advanceTimeBy(Duration.ofSeconds(7));
		assertThat(this.attempts).hasSizeGreaterThanOrEqualTo(4);
		link.close();
	}

	@Test
	void aClosedLinkTriesNoMore() {
		ProxyLink link = link(Long.MAX_VALUE);
		link.open();
		this.time.advanceTimeBy(Duration.ofSeconds(10));
		int before = this.attempts.size();
		link.close();
		this.time.advanceTimeBy(Duration.ofHours(1));
		assertThat(this.attempts).hasSize(before);
	}

	@Test
	void aPushThatIsUnderWayFailsWhenTheLinkIsClosed() {
		ProxyLink link = link(Long.MAX_VALUE);
		link.open();
		this.time.advanceTimeBy(Duration.ofSeconds(10));
		var push = link.push((format) -> Mono.never()).toFuture();
		assertThat(push).isNotDone();
		link.close();
		assertThat(push).isCompletedExceptionally();
	}

	/**
	 * An app whose first proxy is away has its last metrics kept by another
	 * (prometheus-rsocket-proxy#35).
	 */
	@Test
	void allProxiesAreTriedBeforeThePauseGrows() {
		ProxyLink link = link(Long.MAX_VALUE, PROXY, SECOND, THIRD);
		link.open();
		this.time.advanceTimeBy(Duration.ofMillis(400));
		assertThat(this.tried).containsExactly(PROXY, SECOND, THIRD);
		this.time.advanceTimeBy(Duration.ofMillis(700));
		assertThat(this.tried).containsExactly(PROXY, SECOND, THIRD, PROXY, SECOND, THIRD);
		assertThat(this.monitor.state().proxy()).isEqualTo("three:7001");
		assertThat(this.monitor.state().attempts()).isEqualTo(6);
		link.close();
	}

	@Test
	void aRetryTriesAllProxies() {
		ProxyLink link = link(1, PROXY, SECOND);
		link.open();
		this.time.advanceTimeBy(Duration.ofHours(1));
		assertThat(this.tried).containsExactly(PROXY, SECOND, PROXY, SECOND);
		assertThat(this.monitor.state().connection()).isEqualTo(Connection.GAVE_UP);
		link.close();
	}

	@Test
	void whileAPushIsWaitingEachProxyHasItsShareOfTheTime() {
		this.attempt = Mono.never();
		ProxyLink link = link(Long.MAX_VALUE, PROXY, SECOND, THIRD);
		link.open();
		this.time.advanceTimeBy(Duration.ofSeconds(1));
		assertThat(this.tried).containsExactly(PROXY);
		link.hurry(Duration.ofSeconds(6));
		this.time.advanceTimeBy(Duration.ofMillis(1999));
		assertThat(this.tried).containsExactly(PROXY);
		this.time.advanceTimeBy(Duration.ofMillis(1));
		assertThat(this.tried).containsExactly(PROXY, SECOND);
		this.time.advanceTimeBy(Duration.ofSeconds(2));
		assertThat(this.tried).containsExactly(PROXY, SECOND, THIRD);
		this.time.advanceTimeBy(Duration.ofSeconds(2));
		assertThat(this.tried).hasSize(3);
		assertThat(this.monitor.state().lastFailure()).isEqualTo("no connection within 2000 ms");
		link.close();
	}

	@Test
	void whileAPushIsWaitingAProxyThatRefusesLeavesItsTimeToTheOthers() {
		ProxyLink link = link(Long.MAX_VALUE, PROXY, SECOND);
		link.open();
		this.time.advanceTimeBy(Duration.ofHours(1));
		this.tried.clear();
		link.hurry(Duration.ofSeconds(5));
		this.time.advanceTimeBy(Duration.ofMillis(400));
		assertThat(this.tried).hasSize(2).contains(PROXY, SECOND);
		this.time.advanceTimeBy(Duration.ofSeconds(4));
		assertThat(this.tried).hasSizeGreaterThanOrEqualTo(6);
		link.close();
	}

	private ProxyLink link(long maxRetries) {
		return link(maxRetries, PROXY);
	}

	private ProxyLink link(long maxRetries, ProxyAddress... proxies) {
		Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), new SplittableRandom(1));
		return new ProxyLink(List.of(proxies), (proxy) -> Mono.defer(() -> {
			this.tried.add(proxy);
			this.attempts.add(this.time.now(TimeUnit.MILLISECONDS));
			return this.attempt;
		}), this.time, backoff, maxRetries, () -> false, this.monitor);
	}

	private List<Long> pauses() {
		List<Long> pauses = new ArrayList<>();
		for (int i = 1; i < this.attempts.size(); i++) {
			pauses.add(this.attempts.get(i) - this.attempts.get(i - 1));
		}
		return pauses;
	}

}
