package io.dataflowmonitoring.client;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

import io.dataflowmonitoring.wire.AppConnection;
import io.dataflowmonitoring.wire.ExpositionFormat;
import io.dataflowmonitoring.wire.WireException;
import io.dataflowmonitoring.wire.WireExposition;
import io.dataflowmonitoring.wire.WireFailure;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/**
 * Keeps the app connected to one of its proxies. An attempt that fails is followed at
 * once by one with the next proxy, until all have had their turn: then comes a pause. A
 * connection that is lost is followed by a pause and an attempt with the next proxy. A
 * proxy that says it is about to stop keeps its connection until there is another.
 * <p>
 * Everything happens on the scheduler's one thread.
 */
final class ProxyLink {

	/**
	 * Gives the loss of a connection time to be noticed before a push asks for the next.
	 */
	private static final Duration PUSH_RETRY_PAUSE = Duration.ofMillis(50);

	/**
	 * How long a connection that has been replaced stays open, for answers that are on
	 * their way.
	 */
	private static final Duration LINGER = Duration.ofSeconds(2);

	/**
	 * How often that is prolonged while metrics are being written.
	 */
	private static final int MAX_LINGERS = 5;

	private final List<ProxyAddress> proxies;

	private final Function<ProxyAddress, Mono<AppConnection>> connector;

	private final Scheduler scheduler;

	private final Backoff backoff;

	private final long maxRetries;

	private final BooleanSupplier answering;

	private final ClientMonitor monitor;

	/**
	 * The attempt that is under way, or the pause before it.
	 */
	private final Disposable.Swap activity = Disposables.swap();

	/**
	 * Ends the time that one proxy has while a push is waiting.
	 */
	private final Disposable.Swap turn = Disposables.swap();

	private final Sinks.Empty<Void> closed = Sinks.empty();

	/**
	 * Emits the connection as soon as there is one; replaced when it ends.
	 */
	private volatile Sinks.One<Connected> available = Sinks.one();

	/**
	 * Changed on the scheduler's thread only, as is all that follows.
	 */
	private volatile @Nullable Connected current;

	private final List<Connected> replaced = new ArrayList<>();

	private final Set<ProxyAddress> refusals = new HashSet<>();

	private boolean isClosed;

	private int next;

	private boolean attempting;

	/**
	 * Whether the current connection is still good but is to be replaced.
	 */
	private boolean replacing;

	private int failuresInARow;

	private long retries;

	private boolean inHurry;

	private long deadline;

	/**
	 * How many turns have ended since the push began to wait.
	 */
	private int turns;

	/**
	 * Creates a link that does nothing yet.
	 * @param proxies where to connect, not empty
	 * @param connector connects once
	 * @param scheduler a scheduler of a single thread, on which everything happens
	 * @param backoff how long to pause before an attempt
	 * @param maxRetries how many rounds of retries in a row may fail before the link
	 * waits for a push
	 * @param answering whether a pull is being answered
	 * @param monitor is told all changes
	 */
	ProxyLink(List<ProxyAddress> proxies, Function<ProxyAddress, Mono<AppConnection>> connector, Scheduler scheduler,
			Backoff backoff, long maxRetries, BooleanSupplier answering, ClientMonitor monitor) {
		this.proxies = proxies;
		this.connector = connector;
		this.scheduler = scheduler;
		this.backoff = backoff;
		this.maxRetries = maxRetries;
		this.answering = answering;
		this.monitor = monitor;
	}

	void open() {
		this.scheduler.schedule(this::attempt);
	}

	/**
	 * Ends the pause before the next attempt, if there is one, because a push is about to
	 * come. From now on there is no maximum of retries, and no proxy may take more than
	 * its share of the time.
	 * @param timeout how long the push may take in all
	 */
	void hurry(Duration timeout) {
		this.scheduler.schedule(() -> {
			if (this.isClosed) {
				return;
			}
			this.inHurry = true;
			this.deadline = now() + timeout.toMillis();
			this.backoff.reset();
			if (this.current != null || this.attempting) {
				startTurn();
			}
			else {
				attempt();
			}
		});
	}

	/**
	 * Pushes over the connection there is, or the next there will be. If a proxy refuses
	 * the push, or lets its share of the time pass, the next proxy gets it.
	 * @param lastMetrics gives the metrics in a format
	 * @return the proxy that has acknowledged them; fails if all proxies refuse them or
	 * the link is closed
	 */
	Mono<ProxyAddress> push(Function<ExpositionFormat, Mono<WireExposition>> lastMetrics) {
		Mono<ProxyAddress> push = Mono.defer(() -> this.available.asMono())
			.flatMap((to) -> lastMetrics.apply(to.connection.pushFormat())
				.flatMap((metrics) -> to.connection.push(metrics)
					.onErrorMap(WireException.class, (ex) -> new PushFailure(to, ex)))
				.thenReturn(to.proxy))
			.retryWhen(Retry.from((failures) -> failures.concatMap((failed) -> pushAgain(failed.failure()))))
			.onErrorMap(PushFailure.class, (ex) -> ex.failure);
		return Mono.firstWithSignal(push,
				this.closed.asMono().then(Mono.error(() -> new IllegalStateException("The client was closed"))));
	}

	/**
	 * Returns the format that the current connection's proxy wants a push in.
	 * @return the format; null if there is no connection
	 */
	@Nullable ExpositionFormat pushFormat() {
		Connected connected = this.current;
		return (connected != null) ? connected.connection.pushFormat() : null;
	}

	void close() {
		this.closed.tryEmitEmpty();
		this.scheduler.schedule(() -> {
			this.isClosed = true;
			this.activity.dispose();
			this.turn.dispose();
			Connected connected = this.current;
			if (connected != null) {
				connected.dispose();
			}
			this.replaced.forEach(Connected::dispose);
		});
	}

	private void attempt() {
		if (this.isClosed) {
			return;
		}
		ProxyAddress proxy = this.proxies.get(this.next);
		this.attempting = true;
		this.monitor.connecting(proxy);
		// Never done before the subscription is there, which the next one replaces.
		this.activity.update(this.connector.apply(proxy)
			.subscribeOn(this.scheduler)
			.publishOn(this.scheduler)
			.doOnDiscard(AppConnection.class, AppConnection::dispose)
			.subscribe((connection) -> connected(proxy, connection), (ex) -> failed(proxy, ex)));
		if (this.inHurry && this.current == null) {
			startTurn();
		}
	}

	private void connected(ProxyAddress proxy, AppConnection connection) {
		Connected before = this.current;
		Connected connected = new Connected(proxy, connection, now());
		this.attempting = false;
		this.replacing = false;
		this.failuresInARow = 0;
		this.retries = 0;
		this.current = connected;
		this.monitor.connected(proxy);
		if (this.available.tryEmitValue(connected).isFailure()) {
			Sinks.One<Connected> another = Sinks.one();
			another.tryEmitValue(connected);
			this.available = another;
		}
		if (before != null) {
			before.signals.dispose();
			this.replaced.add(before);
			closeLater(before, 1);
		}
		connected.signals.add(connection.onClose()
			.publishOn(this.scheduler)
			.subscribe(null, (ex) -> lost(connected, ex),
					() -> lost(connected, new IOException("the proxy closed the connection"))));
		connected.signals.add(connection.goAway().publishOn(this.scheduler).subscribe(null, (ex) -> {
			// The connection has ended, then.
		}, () -> leave(connected)));
	}

	private void failed(ProxyAddress proxy, Throwable failure) {
		this.attempting = false;
		this.failuresInARow++;
		goOnAfter(proxy);
		if (this.inHurry && this.current == null) {
			endTurn();
		}
		if (isRoundOver(this.failuresInARow)) {
			pause(failure, (pause) -> this.monitor.connectFailed(proxy, failure, pause));
		}
		else {
			this.monitor.connectFailed(proxy, failure, this.proxies.get(this.next));
			attempt();
		}
	}

	private void lost(Connected connected, Throwable failure) {
		if (connected != this.current) {
			return;
		}
		this.backoff.connectionEnded(Duration.ofMillis(now() - connected.since));
		goOn(connected, failure);
	}

	/**
	 * The proxy is about to stop. Until there is another connection, this one is as good
	 * as ever.
	 */
	private void leave(Connected connected) {
		if (connected != this.current || this.replacing) {
			return;
		}
		this.replacing = true;
		goOnAfter(connected.proxy);
		this.backoff.connectionEnded(Duration.ofMillis(now() - connected.since));
		// All apps of this proxy are told at the same moment.
		Duration pause = this.backoff.next();
		this.monitor.leaving(connected.proxy, pause);
		attemptAfter(pause);
	}

	/**
	 * While a push is waiting: leaves a proxy that does not take it.
	 */
	private void giveUp(Connected connected, Throwable failure) {
		if (connected != this.current) {
			return;
		}
		connected.dispose();
		goOn(connected, failure);
	}

	private void goOn(Connected connected, Throwable failure) {
		boolean isUnderWay = this.replacing && (this.attempting || !this.inHurry);
		this.current = null;
		this.available = Sinks.one();
		this.replacing = false;
		connected.signals.dispose();
		if (this.inHurry) {
			endTurn();
		}
		if (isUnderWay) {
			this.monitor.connectionLost(connected.proxy, failure);
			return;
		}
		goOnAfter(connected.proxy);
		if (this.inHurry && !isRoundOver(this.turns)) {
			this.monitor.connectionLost(connected.proxy, failure);
			attempt();
		}
		else {
			pause(failure, (pause) -> this.monitor.connectionLost(connected.proxy, failure, pause));
		}
	}

	private void pause(Throwable failure, Consumer<Duration> report) {
		if (!this.inHurry && this.current == null && this.retries >= this.maxRetries) {
			this.monitor.gaveUp(failure);
			return;
		}
		this.retries++;
		Duration pause = this.backoff.next();
		report.accept(pause);
		attemptAfter(pause);
	}

	private void attemptAfter(Duration pause) {
		this.activity.update(this.scheduler.schedule(this::attempt, pause.toNanos(), TimeUnit.NANOSECONDS));
	}

	private void startTurn() {
		int proxiesLeft = this.proxies.size() - this.turns % this.proxies.size();
		// The last one has all the time that there is.
		if (proxiesLeft > 1) {
			long share = Math.max(0, this.deadline - now()) / proxiesLeft;
			this.turn.update(this.scheduler.schedule(() -> turnIsOver(share), share, TimeUnit.MILLISECONDS));
		}
	}

	private void turnIsOver(long share) {
		Connected connected = this.current;
		if (connected != null) {
			giveUp(connected, new TimeoutException("no acknowledgement of the last metrics within " + share + " ms"));
		}
		else if (this.attempting) {
			this.activity.update(Disposables.disposed());
			failed(this.proxies.get(this.next), new TimeoutException("no connection within " + share + " ms"));
		}
	}

	private void endTurn() {
		this.turn.update(Disposables.disposed());
		this.turns++;
	}

	/**
	 * Decides what follows a push that has failed.
	 */
	private Mono<Long> pushAgain(Throwable failure) {
		if (!(failure instanceof PushFailure failed)) {
			return Mono.error(failure);
		}
		if (failed.failure.reason() == WireFailure.CLOSED) {
			return Mono.delay(PUSH_RETRY_PAUSE, this.scheduler);
		}
		return Mono.fromCallable(() -> {
			this.refusals.add(failed.to.proxy);
			if (this.refusals.size() == this.proxies.size()) {
				throw failed;
			}
			giveUp(failed.to, failed.failure);
			return 0L;
		}).subscribeOn(this.scheduler);
	}

	/**
	 * Closes a connection that has been replaced, once it has had time to deliver the
	 * answers that are on their way.
	 */
	private void closeLater(Connected connected, int lingers) {
		this.scheduler.schedule(() -> {
			if (this.answering.getAsBoolean() && lingers < MAX_LINGERS) {
				closeLater(connected, lingers + 1);
			}
			else {
				this.replaced.remove(connected);
				connected.dispose();
			}
		}, LINGER.toMillis(), TimeUnit.MILLISECONDS);
	}

	private boolean isRoundOver(int failures) {
		return (this.inHurry ? this.turns : failures) % this.proxies.size() == 0;
	}

	private void goOnAfter(ProxyAddress proxy) {
		this.next = (this.proxies.indexOf(proxy) + 1) % this.proxies.size();
	}

	private long now() {
		return this.scheduler.now(TimeUnit.MILLISECONDS);
	}

	/**
	 * A connection whose proxy is ready.
	 */
	private static final class Connected {

		private final ProxyAddress proxy;

		private final AppConnection connection;

		private final long since;

		/**
		 * What waits for something of the connection.
		 */
		private final Disposable.Composite signals = Disposables.composite();

		private Connected(ProxyAddress proxy, AppConnection connection, long since) {
			this.proxy = proxy;
			this.connection = connection;
			this.since = since;
		}

		private void dispose() {
			this.signals.dispose();
			this.connection.dispose();
		}

	}

	/**
	 * A push over one connection has failed.
	 */
	private static final class PushFailure extends Exception {

		private static final long serialVersionUID = 1L;

		private final transient Connected to;

		private final WireException failure;

		private PushFailure(Connected to, WireException failure) {
			super(failure);
			this.to = to;
			this.failure = failure;
		}

	}

}
