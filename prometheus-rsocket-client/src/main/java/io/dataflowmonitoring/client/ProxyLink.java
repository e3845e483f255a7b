package io.dataflowmonitoring.client;

import java.io.IOException;
import java.time.Duration;

import io.dataflowmonitoring.wire.AppConnection;
import io.dataflowmonitoring.wire.ExpositionFormat;
import io.dataflowmonitoring.wire.WireException;
import io.dataflowmonitoring.wire.WireExposition;
import io.dataflowmonitoring.wire.WireFailure;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/**
 * Keeps the app connected to the proxy: connects, and again after a pause whenever that
 * fails or the connection ends.
 */
final class ProxyLink {

	/**
	 * Gives the loss of a connection time to be noticed before a push asks for the next.
	 */
	private static final Duration PUSH_RETRY_PAUSE = Duration.ofMillis(50);

	private final Mono<AppConnection> connector;

	private final Scheduler scheduler;

	private final Backoff backoff;

	private final long maxRetries;

	private final ClientMonitor monitor;

	private final Disposable.Swap running = Disposables.swap();

	private final Sinks.Empty<Void> hurrySignal = Sinks.empty();

	private final Sinks.Empty<Void> closed = Sinks.empty();

	/**
	 * Emits the connection as soon as there is one; replaced when it ends.
	 */
	private volatile Sinks.One<AppConnection> current = Sinks.one();

	// The rest is used on the scheduler's one thread only.

	private boolean connected;

	private boolean inHurry;

	private long retries;

	/**
	 * Creates a link that does nothing yet.
	 * @param connector connects once, and emits on the scheduler
	 * @param scheduler a scheduler of a single thread, on which everything happens
	 * @param backoff how long to pause before an attempt
	 * @param maxRetries how many retries in a row may fail before the link waits for a
	 * push
	 * @param monitor is told all changes
	 */
	ProxyLink(Mono<AppConnection> connector, Scheduler scheduler, Backoff backoff, long maxRetries,
			ClientMonitor monitor) {
		this.connector = connector;
		this.scheduler = scheduler;
		this.backoff = backoff;
		this.maxRetries = maxRetries;
		this.monitor = monitor;
	}

	void open() {
		this.running.update(Mono.defer(this::attempt)
			.retryWhen(Retry.from((failures) -> failures.concatMap((failed) -> pause(failed.failure()))))
			.subscribeOn(this.scheduler)
			.subscribe());
	}

	/**
	 * Pushes over the connection there is, or the next there will be. From now on there
	 * is no maximum of retries.
	 * @param exposition the metrics
	 * @return completes when the proxy has acknowledged them; fails if the proxy refuses
	 * them or the link is closed
	 */
	Mono<Void> push(byte[] exposition) {
		Mono<Void> push = Mono.defer(() -> this.current.asMono())
			.flatMap((connection) -> connection.push(new WireExposition(exposition, ExpositionFormat.TEXT_0_0_4)))
			.retryWhen(Retry.fixedDelay(Long.MAX_VALUE, PUSH_RETRY_PAUSE)
				.scheduler(this.scheduler)
				.filter(ProxyLink::isConnectionLoss));
		return Mono.firstWithSignal(push,
				this.closed.asMono().then(Mono.error(() -> new IllegalStateException("The client was closed"))));
	}

	/**
	 * Ends the pause before the next attempt, if there is one, because a push is waiting.
	 */
	void hurry() {
		this.scheduler.schedule(() -> {
			this.inHurry = true;
			this.backoff.reset();
			this.hurrySignal.tryEmitEmpty();
		});
	}

	void close() {
		this.running.dispose();
		this.closed.tryEmitEmpty();
	}

	private Mono<Void> attempt() {
		this.monitor.connecting();
		return this.connector.flatMap(this::untilClosed);
	}

	private Mono<Void> untilClosed(AppConnection connection) {
		this.connected = true;
		this.retries = 0;
		this.backoff.reset();
		this.monitor.connected();
		this.current.tryEmitValue(connection);
		return connection.onClose()
			.then(Mono.<Void>error(() -> new IOException("the proxy closed the connection")))
			.doOnCancel(connection::dispose);
	}

	private Mono<Long> pause(Throwable failure) {
		boolean lost = this.connected;
		if (lost) {
			this.connected = false;
			this.current = Sinks.one();
		}
		Mono<Long> hurry = this.hurrySignal.asMono().thenReturn(0L);
		if (!this.inHurry && this.retries >= this.maxRetries) {
			this.monitor.gaveUp(failure);
			return hurry;
		}
		this.retries++;
		Duration pause = this.backoff.next();
		if (lost) {
			this.monitor.connectionLost(failure, pause);
		}
		else {
			this.monitor.connectFailed(failure, pause);
		}
		Mono<Long> timer = Mono.delay(pause, this.scheduler);
		return this.inHurry ? timer : Mono.firstWithSignal(timer, hurry);
	}

	private static boolean isConnectionLoss(Throwable failure) {
		return failure instanceof WireException wire && wire.reason() == WireFailure.CLOSED;
	}

}
