package io.dataflowmonitoring.proxy.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import io.dataflowmonitoring.proxy.MutableClock;
import io.dataflowmonitoring.proxy.connection.App;
import io.dataflowmonitoring.proxy.connection.AppRegistry;
import io.dataflowmonitoring.proxy.connection.RegisteredApps;
import io.dataflowmonitoring.proxy.exposition.ExpositionLimits;
import io.dataflowmonitoring.proxy.scrape.PullLimits;
import io.dataflowmonitoring.proxy.scrape.PullResult;
import io.dataflowmonitoring.proxy.scrape.Scraper;
import io.dataflowmonitoring.wire.ExpositionFormat;
import io.dataflowmonitoring.wire.WireExposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

class PulledMetricsTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final byte[] TEXT = "a 1\nb 2\nc 3\n".getBytes(StandardCharsets.UTF_8);

	private final MutableClock clock = new MutableClock();

	private final AppRegistry registry = new AppRegistry(this.clock, TIMEOUT);

	private final Scraper scraper = new Scraper(this.registry, new PullLimits(TIMEOUT, ExpositionLimits.DEFAULTS),
			this.clock, System::nanoTime, Schedulers.immediate());

	/** Where the answers were put, in their order. */
	private final List<byte[]> arrays = new ArrayList<>();

	private final App app = RegisteredApps.inArrays(this.registry, (arrays) -> Mono.fromSupplier(() -> {
		byte[] array = arrays.apply(TEXT.length);
		this.arrays.add(array);
		System.arraycopy(TEXT, 0, array, 0, TEXT.length);
		return new WireExposition(array, TEXT.length, ExpositionFormat.TEXT_0_0_4, TEXT.length);
	}));

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	@Test
	void whatHasBeenWrittenIsLetGo() throws IOException {
		PullResult result = pull();
		PulledMetrics metrics = metrics(result);
		while (metrics.writeNext(this.out, 5)) {
			assertHeld();
		}
		assertThat(this.out.toByteArray()).isEqualTo(TEXT);
		assertLetGo();
	}

	@Test
	void anAnswerThatIsEmptyIsWrittenAtOnce() throws IOException {
		PulledMetrics metrics = PulledMetrics.of(new WireExposition(new byte[3], 0, ExpositionFormat.TEXT_0_0_4, 0),
				pull());
		assertThat(metrics.writeNext(this.out, 5)).isFalse();
		assertThat(this.out.toByteArray()).isEmpty();
		assertLetGo();
	}

	@Test
	void whatIsNotWantedAnyMoreIsLetGoAndNotWritten() throws IOException {
		PulledMetrics metrics = metrics(pull());
		assertThat(metrics.writeNext(this.out, 5)).isTrue();
		metrics.close();
		assertLetGo();
		assertThatIOException().isThrownBy(() -> metrics.writeNext(this.out, 5));
		metrics.close();
		assertThat(this.out.size()).isEqualTo(5);
	}

	@Test
	void lettingGoWaitsForThePieceThatIsJustBeingWritten() throws IOException {
		PullResult result = pull();
		PulledMetrics[] metrics = new PulledMetrics[1];
		metrics[0] = new PulledMetrics((out, enough) -> {
			metrics[0].close();
			assertHeld();
			return true;
		}, List.of(result));
		metrics[0].writeNext(this.out, 5);
		assertLetGo();
	}

	@Test
	void whatFailsIsLetGo() {
		PulledMetrics metrics = new PulledMetrics((out, enough) -> {
			throw new IllegalStateException("broken");
		}, List.of(pull()));
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> metrics.writeNext(this.out, 5));
		assertLetGo();
	}

	@Test
	void isLetGoHoweverTheBodyEnds() {
		for (Mono<Void> body : List.<Mono<Void>>of(Mono.empty(), Mono.error(new IOException()),
				Mono.<Void>never().timeout(Duration.ZERO), Mono.<Void>never().take(Duration.ZERO))) {
			PulledMetrics metrics = metrics(pull());
			metrics.closedAfter(body).onErrorComplete().block(TIMEOUT);
			assertLetGo();
		}
	}

	private static PulledMetrics metrics(PullResult result) {
		return PulledMetrics.of(Objects.requireNonNull(result.answer()), result);
	}

	private PullResult pull() {
		return Objects
			.requireNonNull(this.scraper.pull(this.app, List.of(ExpositionFormat.TEXT_0_0_4), TIMEOUT).block(TIMEOUT));
	}

	private void assertHeld() {
		byte[] held = this.arrays.get(this.arrays.size() - 1);
		pull();
		assertThat(this.arrays.remove(this.arrays.size() - 1)).isNotSameAs(held);
	}

	private void assertLetGo() {
		byte[] held = this.arrays.get(this.arrays.size() - 1);
		PullResult next = pull();
		assertThat(this.arrays.remove(this.arrays.size() - 1)).isSameAs(held);
		next.close();
	}

}
