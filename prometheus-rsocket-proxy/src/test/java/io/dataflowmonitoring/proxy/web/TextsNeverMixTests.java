package io.dataflowmonitoring.proxy.web;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.codec.HttpMessageWriter;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.result.view.ViewResolver;

import io.dataflowmonitoring.proxy.MutableClock;
import io.dataflowmonitoring.proxy.connection.App;
import io.dataflowmonitoring.proxy.connection.AppRegistry;
import io.dataflowmonitoring.proxy.connection.RegisteredApps;
import io.dataflowmonitoring.proxy.exposition.ExpositionLimits;
import io.dataflowmonitoring.proxy.push.FinalPushes;
import io.dataflowmonitoring.proxy.push.TestPushes;
import io.dataflowmonitoring.proxy.scrape.PullLimits;
import io.dataflowmonitoring.proxy.scrape.Scraper;
import io.dataflowmonitoring.wire.ExpositionFormat;
import io.dataflowmonitoring.wire.WireExposition;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many scrapes at the same time, of all apps and of single ones, some of which are broken
 * off at any moment, while arrays are used again: each app numbers its answers in every
 * line, so that a text that changes while it is read would show.
 */
class TextsNeverMixTests {

	private static final int APPS = 12;

	private static final int FAMILIES = 4;

	private static final int SCRAPERS = 6;

	private static final int SCRAPES = 40;

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final Pattern LINE = Pattern
		.compile("f[0-9]+\\{app=\"(?<app>[0-9]+)\",line=\"[0-9]+\"} 0*(?<number>[0-9]+)");

	private final Scheduler work = Schedulers.newParallel("work", 2, true);

	private final Scheduler scrape = Schedulers.newParallel("scrape", 2, true);

	private final MutableClock clock = new MutableClock();

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final AppRegistry registry = new AppRegistry(this.clock, TIMEOUT);

	private final FinalPushes pushes = TestPushes.open(this.clock, TIMEOUT, this.meters);

	private final Scraper scraper = new Scraper(this.registry, new PullLimits(TIMEOUT, ExpositionLimits.DEFAULTS),
			this.clock, System::nanoTime, this.scrape);

	private final ConnectedMetrics metrics = new ConnectedMetrics(this.registry, this.scraper, this.pushes,
			this.scrape);

	private final MetricsBody body = new MetricsBody(this.scrape, 2);

	private final ConnectedMetricsHandler allApps = new ConnectedMetricsHandler(this.metrics, TIMEOUT,
			new ScrapeMeters(this.meters, this.registry), this.body);

	private final AppMetricsHandler oneApp = new AppMetricsHandler(this.registry, this.scraper, this.pushes,
			this.metrics, TIMEOUT, this.body);

	private final Set<Integer> arrays = ConcurrentHashMap.newKeySet();

	private final AtomicInteger answers = new AtomicInteger();

	private final AtomicInteger whole = new AtomicInteger();

	@AfterEach
	void close() {
		this.body.close();
		this.pushes.close();
		this.work.dispose();
		this.scrape.dispose();
	}

	@Test
	void noTextChangesWhileItIsRead() {
		List<App> apps = IntStream.range(0, APPS).mapToObj(this::app).toList();
		List<CompletableFuture<Void>> scrapers = IntStream.range(0, SCRAPERS)
			.mapToObj((seed) -> Flux.range(0, SCRAPES)
				.concatMap((i) -> scrape(apps, new Random(1_000L * seed + i)), 1)
				.then()
				.toFuture())
			.toList();
		assertThat(scrapers).allSatisfy((done) -> assertThat(done).succeedsWithin(TIMEOUT));
		assertThat(this.whole).hasValueGreaterThan(SCRAPERS * SCRAPES / 10);
		// Otherwise it would show nothing.
		assertThat(this.arrays).hasSizeLessThan(this.answers.get() * 3 / 4);
	}

	private App app(int app) {
		AtomicInteger number = new AtomicInteger();
		return RegisteredApps.inArrays(this.registry,
				(arrays) -> Mono.fromSupplier(() -> answer(app, number.incrementAndGet(), arrays))
					.delaySubscription(Duration.ofNanos(ThreadLocalRandom.current().nextInt(2_000_000)), this.work));
	}

	private WireExposition answer(int app, int number, IntFunction<byte[]> arrays) {
		byte[] text = text(app, number).getBytes(StandardCharsets.US_ASCII);
		byte[] array = arrays.apply(text.length);
		this.answers.incrementAndGet();
		this.arrays.add(System.identityHashCode(array));
		System.arraycopy(text, 0, array, 0, text.length);
		return new WireExposition(array, text.length, ExpositionFormat.TEXT_0_0_4, text.length);
	}

	/**
	 * Returns an exposition whose length and, now and then, layout change.
	 */
	private static String text(int app, int number) {
		StringBuilder text = new StringBuilder();
		String value = "0".repeat(number % 7) + number;
		for (int family = 0; family < FAMILIES; family++) {
			for (int line = 0; line < lines(number); line++) {
				text.append("f").append(family).append("{app=\"").append(app).append("\",line=\"").append(line);
				text.append("\"} ").append(value).append('\n');
			}
		}
		return text.toString();
	}

	private static int lines(int number) {
		return 300 + 40 * (number / 3 % 3);
	}

	private Mono<Void> scrape(List<App> apps, Random random) {
		List<App> asked = (random.nextInt(4) == 0) ? List.of(apps.get(random.nextInt(APPS))) : apps;
		MockServerHttpRequest.BaseBuilder<?> request = MockServerHttpRequest.get("/");
		if (random.nextInt(3) == 0) {
			request.header("Accept-Encoding", "gzip");
		}
		MockServerWebExchange exchange = MockServerWebExchange.from(request);
		ByteArrayOutputStream read = new ByteArrayOutputStream();
		AtomicBoolean ended = new AtomicBoolean();
		exchange.getResponse()
			.setWriteHandler((pieces) -> pieces.doOnNext((piece) -> read.writeBytes(bytes(piece)))
				.doOnComplete(() -> ended.set(true))
				.then());
		Mono<Void> written = answer(exchange, asked);
		if (random.nextInt(2) == 0) {
			written = written.takeUntilOther(Mono.delay(Duration.ofNanos(random.nextInt(8_000_000)), this.work));
		}
		return written.then(Mono.fromRunnable(() -> check(exchange, read, ended.get(), asked.size())));
	}

	private Mono<Void> answer(MockServerWebExchange exchange, List<App> asked) {
		HandlerStrategies strategies = HandlerStrategies.withDefaults();
		exchange.getAttributes()
			.put(RouterFunctions.URI_TEMPLATE_VARIABLES_ATTRIBUTE, Map.of(AppMetricsHandler.ID, asked.get(0).id()));
		ServerRequest request = ServerRequest.create(exchange, strategies.messageReaders());
		Mono<ServerResponse> response = (asked.size() == 1) ? this.oneApp.handle(request)
				: this.allApps.handle(request);
		return response.flatMap((answer) -> answer.writeTo(exchange, new ServerResponse.Context() {

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

	private static byte[] bytes(DataBuffer piece) {
		byte[] bytes = new byte[piece.readableByteCount()];
		piece.read(bytes);
		DataBufferUtils.release(piece);
		return bytes;
	}

	private void check(MockServerWebExchange exchange, ByteArrayOutputStream read, boolean isWhole, int apps) {
		boolean isGzip = "gzip".equals(exchange.getResponse().getHeaders().getFirst("Content-Encoding"));
		if (isGzip && !isWhole) {
			return;
		}
		String text = isGzip ? unpacked(read.toByteArray()) : read.toString(StandardCharsets.US_ASCII);
		Map<String, Integer> numbers = new HashMap<>();
		Map<String, Integer> lines = new HashMap<>();
		text.lines().forEach((line) -> {
			Matcher matcher = LINE.matcher(line);
			assertThat(matcher.matches()).as(line).isTrue();
			int number = Integer.parseInt(matcher.group("number"));
			assertThat(numbers.merge(matcher.group("app"), number, (before, now) -> before)).as(line).isEqualTo(number);
			lines.merge(matcher.group("app"), 1, Integer::sum);
		});
		if (isWhole) {
			numbers.replaceAll((app, number) -> FAMILIES * lines(number));
			assertThat(lines).hasSize(apps).isEqualTo(numbers);
			this.whole.incrementAndGet();
		}
	}

	private static String unpacked(byte[] compressed) {
		try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
			return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
