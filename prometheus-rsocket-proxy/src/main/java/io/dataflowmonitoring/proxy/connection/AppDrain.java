package io.dataflowmonitoring.proxy.connection;

import java.time.Duration;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.context.SmartLifecycle;

import io.dataflowmonitoring.wire.Protocol;

/**
 * Has apps connect elsewhere before the proxy ends. That is the first thing that happens:
 * Prometheus can scrape meanwhile, then the web server answers its last scrape, and only
 * then the {@link AppServer}s close the connections that are left. Those are the ones of
 * published clients, which cannot be told.
 */
public final class AppDrain implements SmartLifecycle {

	/**
	 * To put a frame for each app on its way, even if there is no time to wait for the
	 * apps to go.
	 */
	private static final Duration TELL_TIMEOUT = Duration.ofSeconds(1);

	private static final Logger logger = LoggerFactory.getLogger(AppDrain.class);

	private final AppRegistry registry;

	private final List<AppServer> servers;

	private final Duration timeout;

	private volatile boolean running;

	/**
	 * Creates a drain.
	 * @param registry knows the apps
	 * @param servers what accepts them
	 * @param timeout how long to wait for them to go
	 */
	public AppDrain(AppRegistry registry, List<AppServer> servers, Duration timeout) {
		this.registry = registry;
		this.servers = servers;
		this.timeout = timeout;
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		this.servers.forEach(AppServer::stopAccepting);
		List<App> leaving = this.registry.drain();
		if (leaving.isEmpty()) {
			return;
		}
		logger.info("{} apps are told to connect elsewhere", leaving.size());
		long start = System.nanoTime();
		Flux.fromIterable(leaving).flatMap(AppDrain::tell).then().timeout(TELL_TIMEOUT, Mono.empty()).block();
		int left = awaitGone(start);
		long took = Duration.ofNanos(System.nanoTime() - start).toMillis();
		if (left == 0) {
			logger.info("All of them are gone after {} ms", took);
		}
		else {
			logger.warn("{} of them are still connected after {} ms, the proxy ends nevertheless", left, took);
		}
	}

	/**
	 * On a thread of its own, so that Spring's own timeout for a phase holds, too.
	 */
	@Override
	public void stop(Runnable callback) {
		Mono.fromRunnable(this::stop)
			.subscribeOn(Schedulers.boundedElastic())
			.doOnError((ex) -> logger.warn("Apps could not be told to connect elsewhere", ex))
			.doFinally((signal) -> callback.run())
			.onErrorComplete()
			.subscribe();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	private int awaitGone(long start) {
		try {
			return this.registry.awaitGone(Protocol.NEGOTIATED, this.timeout.minusNanos(System.nanoTime() - start));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return this.registry.connectedCount(Protocol.NEGOTIATED);
		}
	}

	/**
	 * One that cannot be told is as good as gone.
	 */
	private static Mono<Void> tell(App app) {
		return app.goAway().onErrorResume((ex) -> {
			logger.debug("App {} could not be told to connect elsewhere", app, ex);
			return Mono.empty();
		});
	}

}
