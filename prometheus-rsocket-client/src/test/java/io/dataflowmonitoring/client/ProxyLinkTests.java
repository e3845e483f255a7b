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

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final List<Long> attempts = new ArrayList<>();

	private final ClientMonitor monitor = new ClientMonitor("tcp://localhost:7001", (state) -> {
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
		link.hurry();
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
		link.hurry();
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
		var push = link.push(new byte[0]).toFuture();
		assertThat(push).isNotDone();
		link.close();
		assertThat(push).isCompletedExceptionally();
	}

	private ProxyLink link(long maxRetries) {
		Mono<AppConnection> connector = Mono.defer(() -> {
			this.attempts.add(this.time.now(TimeUnit.MILLISECONDS));
			return Mono.error(new IOException("nobody there"));
		});
		Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), new SplittableRandom(1));
		return new ProxyLink(connector, this.time, backoff, maxRetries, this.monitor);
	}

	private List<Long> pauses() {
		List<Long> pauses = new ArrayList<>();
		for (int i = 1; i < this.attempts.size(); i++) {
			pauses.add(this.attempts.get(i) - this.attempts.get(i - 1));
		}
		return pauses;
	}

}
