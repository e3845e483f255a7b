package io.dataflowmonitoring.benchmarks.fleet;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;

import io.dataflowmonitoring.wire.AppConnection;
import io.dataflowmonitoring.wire.AppDescription;
import io.dataflowmonitoring.wire.AppSettings;
import io.dataflowmonitoring.wire.ExpositionFormat;
import io.dataflowmonitoring.wire.ExpositionSource;
import io.dataflowmonitoring.wire.ScrapeListener;
import io.rsocket.transport.ClientTransport;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * One app: the connection of our client, made again a second after its end, as the client
 * does at first.
 */
final class FleetApp {

	/** As the client has it: long enough for a published proxy in a storm. */
	private static final Duration READY_TIMEOUT = Duration.ofSeconds(90);

	private static final ScrapeListener UNHEARD = new ScrapeListener() {

		@Override
		public void scraped(int bytes, Duration took) {
			// The proxy is measured, not the app.
		}

		@Override
		public void scrapeFailed(Throwable failure) {
			// The runner sees that the scrape is not complete.
		}

	};

	private final Mono<AppConnection> connect;

	private volatile boolean stalled;

	private volatile boolean ready;

	private @Nullable Disposable running;

	FleetApp(Map<String, String> identity, ClientTransport transport, ExpositionSource source, Executor writers) {
		AppSettings settings = new AppSettings(AppDescription.ofTags(identity), null,
				Set.of(ExpositionFormat.TEXT_0_0_4), false);
		// An app that stalls never gets to write.
		Executor executor = (task) -> {
			if (!this.stalled) {
				writers.execute(task);
			}
		};
		this.connect = AppConnection.connect(transport, settings, source, executor, UNHEARD);
	}

	/** Connects, and again whenever the connection ends. */
	synchronized void join() {
		this.running = Mono.usingWhen(this.connect, this::stay, this::end)
			.onErrorComplete()
			.then(Mono.defer(() -> Mono.delay(Duration.ofMillis(500 + ThreadLocalRandom.current().nextInt(500)))))
			.repeat()
			.subscribe();
	}

	/** Closes the connection and stays away. */
	synchronized void leave() {
		if (this.running != null) {
			this.running.dispose();
		}
		this.ready = false;
	}

	/** Returns whether the proxy has accepted the app, so that it can be scraped. */
	boolean isReady() {
		return this.ready;
	}

	/** Answers no pull from now on. */
	void stall() {
		this.stalled = true;
	}

	private Mono<Void> stay(AppConnection link) {
		return link.ready()
			.timeout(READY_TIMEOUT)
			.doOnSuccess((none) -> this.ready = true)
			.then(Mono.firstWithSignal(link.onClose(), link.goAway()));
	}

	private Mono<Void> end(AppConnection link) {
		return Mono.fromRunnable(() -> {
			this.ready = false;
			link.dispose();
		});
	}

}
