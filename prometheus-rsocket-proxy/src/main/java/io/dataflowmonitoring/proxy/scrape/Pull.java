package io.dataflowmonitoring.proxy.scrape;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

import io.dataflowmonitoring.proxy.connection.App;
import io.dataflowmonitoring.proxy.exposition.Exposition;
import io.dataflowmonitoring.proxy.exposition.ExpositionReader;
import io.dataflowmonitoring.proxy.exposition.LimitExceededException;
import io.dataflowmonitoring.proxy.exposition.MalformedExpositionException;
import io.dataflowmonitoring.wire.ExpositionFormat;
import io.dataflowmonitoring.wire.WireException;
import io.dataflowmonitoring.wire.WireExposition;

/**
 * One request to one app. It goes on when a scrape has stopped waiting for it, so that a
 * slow app is not asked again before it has answered.
 */
final class Pull {

	private static final Logger logger = LoggerFactory.getLogger(Pull.class);

	private final App app;

	private final ExpositionReader reader;

	private final Lease lease;

	/** As long as scrapes may join. */
	private final Lease.Hold hold;

	private final LongSupplier nanoTime;

	private final long start;

	private final CompletableFuture<PullResult> result;

	private Pull(App app, ExpositionReader reader, AnswerMemory memory, List<ExpositionFormat> accepted,
			Duration timeout, LongSupplier nanoTime) {
		this.app = app;
		this.reader = reader;
		this.lease = new Lease(memory);
		this.hold = this.lease.hold();
		this.nanoTime = nanoTime;
		this.start = nanoTime.getAsLong();
		this.result = app.pull(accepted, this.lease::take)
			.map(this::check)
			.timeout(timeout)
			.onErrorResume((ex) -> Mono.just(failure(ex)))
			.toFuture();
	}

	/**
	 * Asks an app.
	 * @param app the app
	 * @param reader reads what the app answers
	 * @param memory where to put it
	 * @param accepted the formats that are accepted, the one preferred coming first
	 * @param timeout after how long the answer is given up for good
	 * @param nanoTime tells the time, like {@link System#nanoTime()}
	 */
	static Pull of(App app, ExpositionReader reader, AnswerMemory memory, List<ExpositionFormat> accepted,
			Duration timeout, LongSupplier nanoTime) {
		return new Pull(app, reader, memory, accepted, timeout, nanoTime);
	}

	/**
	 * Lets one more scrape have a share.
	 * @throws IllegalStateException if nobody can join any more
	 */
	PullShare share() {
		return new PullShare(this, this.lease.hold());
	}

	/**
	 * Takes note that nobody can join any more: only those who have a share still need
	 * the answer.
	 */
	void end() {
		this.hold.close();
	}

	/**
	 * Returns how long ago the app was asked.
	 */
	Duration age() {
		return Duration.ofNanos(this.nanoTime.getAsLong() - this.start);
	}

	void whenDone(Runnable action) {
		CompletableFuture<Void> unused = this.result.thenRun(action);
	}

	CompletableFuture<PullResult> result() {
		return this.result;
	}

	/**
	 * Returns the result, or a failure if there is none yet.
	 */
	PullResult resultNow() {
		if (this.result.isDone()) {
			return this.result.join();
		}
		Duration age = age();
		return PullResult.failure(this.app, age, PullResult.TIMEOUT, "it has not answered for " + seconds(age));
	}

	private PullResult check(WireExposition answer) {
		try {
			Exposition exposition = (answer.format() != ExpositionFormat.PROTOBUF)
					? this.reader.read(answer.bytes(), answer.length(), answer.format()) : null;
			return PullResult.success(this.app, age(), answer, exposition);
		}
		finally {
			this.lease.written(answer.bytes());
		}
	}

	private PullResult failure(Throwable ex) {
		if (ex instanceof WireException wireException) {
			return PullResult.failure(this.app, age(), wireException.reason().label(), "" + ex.getMessage());
		}
		if (ex instanceof MalformedExpositionException) {
			return PullResult.failure(this.app, age(), "malformed", "" + ex.getMessage());
		}
		if (ex instanceof LimitExceededException limitException) {
			return PullResult.failure(this.app, age(), limitException.limit().reason(), "" + ex.getMessage());
		}
		if (ex instanceof TimeoutException) {
			Duration age = age();
			return PullResult.failure(this.app, age, PullResult.TIMEOUT, "it was given up after " + seconds(age));
		}
		logger.debug("Pulling app {} failed unexpectedly", this.app, ex);
		return PullResult.failure(this.app, age(), "internal_error", ex.toString());
	}

	private static String seconds(Duration duration) {
		return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1e3);
	}

}
