package io.dataflowmonitoring.proxy.web;

import java.util.ArrayList;
import java.util.List;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.http.HttpStatus;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;

import static org.assertj.core.api.Assertions.assertThat;

class ConcurrentScrapesTests {

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final ConcurrentScrapes scrapes = new ConcurrentScrapes(2, this.meters);

	private final List<Sinks.Empty<Void>> answers = new ArrayList<>();

	private final List<Disposable> scrapers = new ArrayList<>();

	@Test
	void oneTooManyIsRefusedAndCountedUntilAnotherIsDone() {
		scrape("/metrics/connected");
		assertThat(this.scrapes.usage()).isEqualTo(0.5);
		scrape("/metrics/connected");
		assertThat(this.scrapes.usage()).isEqualTo(1);
		MockServerWebExchange refused = scrape("/metrics/connected");
		assertThat(refused.getResponse().getStatusCode()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
		assertThat(refused.getResponse().getHeaders().getFirst("Retry-After")).isEqualTo("1");
		assertThat(refused.getResponse().getBodyAsString().block()).contains("max-concurrent-scrapes");
		assertThat(this.meters.get("prometheus.proxy.scrapes.refused").counter().count()).isOne();
		this.answers.get(0).tryEmitEmpty();
		assertThat(scrape("/metrics/connected").getResponse().getStatusCode()).isNull();
	}

	@Test
	void oneThatFailsOrIsAbandonedIsDone() {
		scrape("/metrics/connected");
		scrape("/metrics/connected");
		this.answers.get(0).tryEmitError(new IllegalStateException("broken"));
		this.scrapers.get(1).dispose();
		assertThat(this.scrapes.usage()).isZero();
	}

	@Test
	void thoseWhoWaitForOneAppKeepNobodyFromAnother() {
		scrape("/metrics/apps/1");
		scrape("/metrics/apps/1");
		assertThat(scrape("/metrics/apps/1").getResponse().getStatusCode()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
		assertThat(scrape("/metrics/apps/2").getResponse().getStatusCode()).isNull();
		assertThat(scrape("/metrics/connected").getResponse().getStatusCode()).isNull();
	}

	@Test
	void whatAsksNoAppIsNotLimited() {
		for (int i = 0; i < 3; i++) {
			assertThat(scrape("/metrics/proxy").getResponse().getStatusCode()).isNull();
		}
		assertThat(this.scrapes.usage()).isZero();
	}

	private MockServerWebExchange scrape(String path) {
		MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get(path));
		Sinks.Empty<Void> answer = Sinks.empty();
		this.answers.add(answer);
		this.scrapers.add(this.scrapes.filter(exchange, (unused) -> answer.asMono())
			.onErrorResume((ex) -> Mono.empty())
			.subscribe());
		return exchange;
	}

}
