package io.dataflowmonitoring.systemtests.fleet;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

import io.rsocket.transport.ClientTransport;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * One app of a fleet. It stays connected, and connects again whenever it is not, until it
 * leaves.
 */
public final class SimulatedApp {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private final String instance;

	private final int samples;

	private final Mono<? extends AppLink> connect;

	private final Reconnection reconnection;

	private final AtomicInteger failedAttempts = new AtomicInteger();

	private volatile @Nullable AppLink link;

	private volatile @Nullable Disposable running;

	SimulatedApp(Map<String, String> identity, FleetSettings settings, ClientTransport transport, Executor executor) {
		this.instance = identity.getOrDefault("instance", "");
		this.samples = settings.samples();
		this.reconnection = settings.reconnection();
		this.connect = settings.protocol()
			.connect(transport, identity, new SimulatedMetrics(identity, settings.samples()), executor);
	}

	/**
	 * Returns the label {@code instance} of the app's samples.
	 * @return the label's value
	 */
	public String instance() {
		return this.instance;
	}

	/**
	 * Returns how many samples the app has.
	 * @return the number of samples in each of its expositions
	 */
	public int samples() {
		return this.samples;
	}

	/**
	 * Returns whether the app is connected and the proxy has accepted it.
	 * @return whether it is
	 */
	public boolean isReady() {
		return this.link != null;
	}

	/** Begins to connect; does nothing if it did already. */
	public synchronized void join() {
		if (this.running == null) {
			this.running = Mono.usingWhen(this.connect.timeout(TIMEOUT), this::stay, this::left)
				.onErrorComplete()
				.then(Mono.defer(() -> Mono.delay(this.reconnection.before(this.failedAttempts.getAndIncrement(),
						ThreadLocalRandom.current().nextDouble()))))
				.repeat()
				.subscribe();
		}
	}

	/** Closes the connection, and does not connect again until it joins. */
	public synchronized void leave() {
		Disposable running = this.running;
		if (running != null) {
			running.dispose();
			this.running = null;
		}
	}

	/** Closes the connection, and connects again as if the network had cut it. */
	public void disconnect() {
		AppLink link = this.link;
		if (link != null) {
			link.dispose();
		}
	}

	/**
	 * Pushes the app's metrics and leaves.
	 * @return completes when the proxy has acknowledged the push and the app has left;
	 * fails if it is not connected, or if the proxy refuses
	 */
	public Mono<Void> pushAndLeave() {
		return Mono.defer(() -> {
			AppLink link = this.link;
			return (link != null) ? link.push() : Mono.error(new IllegalStateException(this + " is not connected"));
		}).doFinally((signal) -> leave());
	}

	private Mono<Void> stay(AppLink link) {
		return link.ready().timeout(TIMEOUT).then(Mono.defer(() -> {
			this.failedAttempts.set(0);
			this.link = link;
			return link.onClose();
		}));
	}

	private Mono<Void> left(AppLink link) {
		return Mono.fromRunnable(() -> {
			this.link = null;
			link.dispose();
		});
	}

	@Override
	public String toString() {
		return this.instance;
	}

}
