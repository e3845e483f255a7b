package io.dataflowmonitoring.proxy.web;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.result.view.ViewResolver;
import org.springframework.http.codec.HttpMessageWriter;

import io.dataflowmonitoring.proxy.MutableClock;
import io.dataflowmonitoring.proxy.connection.RegisteredApps;
import io.dataflowmonitoring.proxy.connection.App;
import io.dataflowmonitoring.proxy.connection.AppRegistry;
import io.dataflowmonitoring.proxy.connection.TestConnections;
import io.dataflowmonitoring.proxy.exposition.ExpositionLimits;
import io.dataflowmonitoring.proxy.push.FinalPushes;
import io.dataflowmonitoring.proxy.push.KeptPush;
import io.dataflowmonitoring.proxy.push.TestPushes;
import io.dataflowmonitoring.proxy.scrape.PullLimits;
import io.dataflowmonitoring.proxy.scrape.Scraper;

import static org.assertj.core.api.Assertions.assertThat;

class ConnectedMetricsHandlerTests {

	private static final Duration RETENTION = Duration.ofMinutes(2);

	private final MutableClock clock = new MutableClock();

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final AppRegistry registry = new AppRegistry(this.clock, RETENTION);

	private final FinalPushes pushes = TestPushes.open(this.clock, RETENTION, this.meters);

	private final ConnectedMetrics metrics = new ConnectedMetrics(this.registry, new Scraper(this.registry,
			new PullLimits(RETENTION, ExpositionLimits.DEFAULTS), this.clock, System::nanoTime, Schedulers.immediate()),
			this.pushes, Schedulers.immediate());

	private final ConnectedMetricsHandler handler = new ConnectedMetricsHandler(this.metrics, Duration.ofSeconds(10),
			new ScrapeMeters(this.meters, this.registry), new MetricsBody(Schedulers.immediate(), 1));

	@AfterEach
	void close() {
		this.pushes.close();
	}

	@Test
	void aScrapeThatWasNotWrittenOutCompletelyDeliversNoPush() {
		TestPushes.keep(this.pushes, "1", "a 1\n".repeat(100_000));
		this.clock.advance(RETENTION);
		MockServerWebExchange abandoned = exchange(MockServerHttpRequest.get("/"));
		abandoned.getResponse().setWriteHandler((body) -> body.take(1).then(Mono.error(new IllegalStateException())));
		write(abandoned).onErrorComplete().block();
		assertThat(this.pushes.kept()).hasSize(1);
		assertThat(this.meters.get("prometheus.proxy.scrape.duration").timer().count()).isZero();
		assertThat(scrape()).contains("a 1\n");
		assertThat(this.pushes.kept()).isEmpty();
		assertThat(this.meters.get("prometheus.proxy.scrape.duration").timer().count()).isOne();
	}

	@Test
	void headAsksNoAppAndDeliversNoPush() {
		AtomicInteger asked = new AtomicInteger();
		RegisteredApps.published(this.registry, Mono.fromSupplier(() -> bytes("a " + asked.incrementAndGet() + "\n")));
		TestPushes.keep(this.pushes, "1", "b 1\n");
		this.clock.advance(RETENTION);
		MockServerWebExchange exchange = exchange(MockServerHttpRequest.head("/"));
		write(exchange).block();
		assertThat(exchange.getResponse().getHeaders().getFirst("Content-Type"))
			.isEqualTo("text/plain; version=0.0.4; charset=utf-8");
		assertThat(exchange.getResponse().getBodyAsString().block()).isEmpty();
		assertThat(asked).hasValue(0);
		assertThat(this.pushes.kept()).hasSize(1);
	}

	@Test
	void betweenPushAndCloseOnlyThePushIsShown() {
		AtomicInteger asked = new AtomicInteger();
		App app = RegisteredApps.published(this.registry,
				Mono.fromSupplier(() -> bytes("a{instance=\"one\"} " + asked.incrementAndGet() + "\n")));
		assertThat(scrape()).isEqualTo("a{instance=\"one\"} 1\n");
		TestConnections.pushed(app);
		TestPushes.keep(this.pushes, app.id(), "a{instance=\"one\"} 99\n");
		assertThat(scrape()).contains("a{instance=\"one\"} 99\n").doesNotContain("a{instance=\"one\"} 1\n");
		assertThat(asked).hasValue(1);
	}

	@Test
	void aPushThatArrivesWhileTheAppAnswersIsShownInsteadOfTheAnswer() {
		App[] app = new App[1];
		app[0] = RegisteredApps.published(this.registry, Mono.fromSupplier(() -> {
			TestConnections.pushed(app[0]);
			TestPushes.keep(this.pushes, app[0].id(), "a{instance=\"one\"} 99\nb 1\n");
			return bytes("a{instance=\"one\"} 1\nc 1\n");
		}));
		assertThat(scrape()).contains("a{instance=\"one\"} 99\n", "b 1\n").doesNotContain("c 1");
	}

	@Test
	void anAppThatIsBackReplacesItsPush() {
		TestPushes.keep(this.pushes, "before", "a{instance=\"one\"} 1\ngone{instance=\"one\"} 1\n");
		RegisteredApps.published(this.registry, Mono.just(bytes("a{instance=\"one\"} 2\n")));
		assertThat(scrape()).isEqualTo("a{instance=\"one\"} 2\n");
	}

	@Test
	void anAppThatConnectedPushedAndWentDuringAScrapeKeepsItsPush() {
		App[] app = new App[1];
		app[0] = RegisteredApps.published(this.registry, Mono.fromSupplier(() -> {
			this.registry.remove(app[0]);
			TestPushes.keep(this.pushes, "another connection", "a{instance=\"one\"} 99\n");
			return bytes("a{instance=\"one\"} 1\n");
		}));
		scrape();
		assertThat(this.pushes.kept()).extracting(KeptPush::app).containsExactly("another connection");
	}

	@Test
	void whereSeriesAreTheSameLiveMetricsGoFirstThenLaterPushes() {
		TestPushes.keep(this.pushes, "1", "a 1\nb 1\nc 1\n");
		TestPushes.keep(this.pushes, "2", "a 2\nb 2\n");
		RegisteredApps.published(this.registry, Mono.just(bytes("a 3\n")));
		assertThat(scrape().lines().filter((line) -> line.matches("[abc] .*"))).containsExactly("a 3", "b 2", "c 1");
		assertThat(this.meters.get("prometheus.proxy.samples.dropped").counter().count()).isEqualTo(3);
	}

	@Test
	void anAppThatIsBackUnderItsOldIdIsPulledAndReplacesItsPush() {
		App app = RegisteredApps.published(this.registry, Mono.just(bytes("a{instance=\"one\"} 2\n")));
		TestPushes.keep(this.pushes, app.id(), "a{instance=\"one\"} 1\n");
		assertThat(scrape()).isEqualTo("a{instance=\"one\"} 2\n");
	}

	private String scrape() {
		MockServerWebExchange exchange = exchange(MockServerHttpRequest.get("/"));
		write(exchange).block();
		return exchange.getResponse().getBodyAsString().blockOptional().orElseThrow();
	}

	private Mono<Void> write(MockServerWebExchange exchange) {
		HandlerStrategies strategies = HandlerStrategies.withDefaults();
		return this.handler.handle(ServerRequest.create(exchange, strategies.messageReaders()))
			.flatMap((response) -> response.writeTo(exchange, new ServerResponse.Context() {

				@Override
				public List<HttpMessageWriter<?>> messageWriters() {
					return strategies.messageWriters();
				}

				@Override
				public List<ViewResolver> viewResolvers() {
					return List.of();
				}

			}));
	}

	private static MockServerWebExchange exchange(MockServerHttpRequest.BaseBuilder<?> request) {
		return MockServerWebExchange.from(request);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
