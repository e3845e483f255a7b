package io.dataflowmonitoring.client;

import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import io.dataflowmonitoring.client.ClientState.Connection;
import io.dataflowmonitoring.client.ClientState.Scrape;
import io.dataflowmonitoring.wire.ScrapeListener;
import io.dataflowmonitoring.wire.WireException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a client's state, and tells the log and the listener about changes: one line in
 * the log for each, and none for a failure of the same kind as the one before.
 */
final class ClientMonitor implements ScrapeListener {

	private static final Logger logger = LoggerFactory.getLogger(PrometheusRSocketClient.class);

	/**
	 * Whatever a peer makes up, it does not fill the log or the memory.
	 */
	private static final int MAX_LOGGED_FAILURES = 100;

	/**
	 * Names a proxy for people.
	 */
	private final Function<ProxyAddress, String> names;

	private final ClientListener listener;

	private final Clock clock;

	/**
	 * What has been logged since there was a connection.
	 */
	private final Set<String> loggedConnectFailures = ConcurrentHashMap.newKeySet();

	private volatile ClientState state;

	private volatile @Nullable Class<?> loggedScrapeFailure;

	ClientMonitor(ProxyAddress firstProxy, Function<ProxyAddress, String> names, ClientListener listener, Clock clock) {
		this.names = names;
		this.listener = listener;
		this.clock = clock;
		this.state = ClientState.initial(names.apply(firstProxy));
	}

	ClientState state() {
		return this.state;
	}

	/**
	 * Credentials will go through a network without TLS.
	 */
	void exposed(ProxyAddress proxy) {
		logger.warn("The token for the Prometheus RSocket proxy at {} travels without TLS: everybody on the way can "
				+ "read it. Use TLS", name(proxy));
	}

	void connecting(ProxyAddress proxy) {
		connectionChanged((state) -> state.attempting(name(proxy)));
	}

	void connected(ProxyAddress proxy) {
		this.loggedConnectFailures.clear();
		logger.info("Connected to the Prometheus RSocket proxy at {}", name(proxy));
		connectionChanged((state) -> state.with(Connection.CONNECTED, name(proxy), state.lastFailure()));
	}

	/**
	 * An attempt to connect has failed, and the next one follows at once.
	 * @param proxy who was tried
	 * @param failure why
	 * @param next who is tried next
	 */
	void connectFailed(ProxyAddress proxy, Throwable failure, ProxyAddress next) {
		connectFailed(proxy, failure, "Trying " + name(next) + " now", "");
	}

	/**
	 * An attempt to connect has failed.
	 * @param proxy who was tried
	 * @param failure why
	 * @param pause until the next attempt
	 */
	void connectFailed(ProxyAddress proxy, Throwable failure, Duration pause) {
		connectFailed(proxy, failure, "Trying again in " + pause.toMillis() + " ms",
				", then at growing intervals; logged again when something changes");
	}

	private void connectFailed(ProxyAddress proxy, Throwable failure, String next, String more) {
		String reason = reason(failure);
		boolean isNew = this.loggedConnectFailures.size() < MAX_LOGGED_FAILURES
				&& this.loggedConnectFailures.add(name(proxy) + " " + kind(failure));
		if (isNew) {
			logger.warn("No connection to the Prometheus RSocket proxy at {}: {}. {}{}", name(proxy), reason, next,
					more);
		}
		else {
			logger.debug("No connection to the Prometheus RSocket proxy at {}: {}. {}", name(proxy), reason, next);
		}
		connectionChanged((state) -> state.failed(reason));
	}

	/**
	 * The proxy is about to stop, but the connection is there until another one is.
	 * @param proxy who asks to be left
	 * @param pause until the next attempt
	 */
	void leaving(ProxyAddress proxy, Duration pause) {
		logger.info("The Prometheus RSocket proxy at {} is about to stop. Connecting anew in {} ms", name(proxy),
				pause.toMillis());
	}

	/**
	 * The connection has ended without our doing.
	 * @param proxy who it was with
	 * @param failure why
	 * @param pause until the next attempt
	 */
	void connectionLost(ProxyAddress proxy, Throwable failure, Duration pause) {
		connectionLost(proxy, failure, "Trying again in " + pause.toMillis() + " ms");
	}

	/**
	 * The connection has ended, and an attempt to make another one is under way.
	 * @param proxy who it was with
	 * @param failure why
	 */
	void connectionLost(ProxyAddress proxy, Throwable failure) {
		connectionLost(proxy, failure, "Connecting anew");
	}

	private void connectionLost(ProxyAddress proxy, Throwable failure, String next) {
		String reason = reason(failure);
		logger.info("Disconnected from the Prometheus RSocket proxy at {}: {}. {}", name(proxy), reason, next);
		connectionChanged((state) -> state.with(Connection.WAITING, name(proxy), reason));
	}

	/**
	 * There is no connection, and the maximum of retries is exhausted.
	 * @param failure why there is no connection
	 */
	void gaveUp(Throwable failure) {
		String reason = reason(failure);
		logger.warn(
				"Gave up connecting to the Prometheus RSocket proxy at {}: {}. "
						+ "The maximum of retries is exhausted; start the app again to try once more",
				this.state.proxy(), reason);
		connectionChanged((state) -> state.with(Connection.GAVE_UP, state.proxy(), reason));
	}

	void closed() {
		connectionChanged((state) -> state.with(Connection.CLOSED, state.proxy(), state.lastFailure()));
	}

	@Override
	public void scraped(int bytes, Duration took) {
		this.loggedScrapeFailure = null;
		update((state) -> state.with(new Scrape(this.clock.instant(), took, bytes)));
	}

	@Override
	public void scrapeFailed(Throwable failure) {
		Class<?> kind = root(failure).getClass();
		if (kind != this.loggedScrapeFailure) {
			this.loggedScrapeFailure = kind;
			logger.warn(
					"The metrics could not be written for the Prometheus RSocket proxy at {}: {}. "
							+ "Each pull tries again; logged again when something changes",
					this.state.proxy(), reason(failure));
		}
		logger.debug("The metrics could not be written", failure);
		update(ClientState::withFailedScrape);
	}

	/**
	 * A final push has ended.
	 * @param result how
	 * @param proxy who has acknowledged it; null if nobody
	 */
	void pushed(PushResult result, @Nullable ProxyAddress proxy) {
		if (proxy != null) {
			logger.info("The Prometheus RSocket proxy at {} has the last metrics ({} bytes, after {} ms)", name(proxy),
					result.bytes(), result.took().toMillis());
		}
		else {
			logger.warn("The last metrics are lost ({} bytes, after {} ms): {}", result.bytes(),
					result.took().toMillis(), result.reason());
		}
		update((state) -> state.with(result));
	}

	/**
	 * Says in a few words, for people, what has failed.
	 */
	static String reason(Throwable failure) {
		String message = failure.getMessage();
		return (message != null) ? message : failure.getClass().getSimpleName();
	}

	/**
	 * What two failures have in common that are worth one line in the log: what a proxy
	 * says, without its numbers, or else the kind of exception. Not the messages of other
	 * exceptions, since those name addresses that may alternate.
	 */
	private static String kind(Throwable failure) {
		if (failure instanceof WireException wire) {
			return reason(wire).replaceAll("\\d+", "0");
		}
		return root(failure).getClass().getName();
	}

	private static Throwable root(Throwable failure) {
		Throwable root = failure;
		while (root.getCause() != null) {
			root = root.getCause();
		}
		return root;
	}

	private String name(ProxyAddress proxy) {
		return this.names.apply(proxy);
	}

	private void connectionChanged(UnaryOperator<ClientState> change) {
		ClientState changed;
		synchronized (this) {
			if (this.state.connection() == Connection.CLOSED) {
				return;
			}
			changed = update(change);
		}
		try {
			this.listener.stateChanged(changed);
		}
		catch (RuntimeException ex) {
			logger.warn("The listener of the Prometheus RSocket client failed: {}", ex.toString());
			logger.debug("The listener failed", ex);
		}
	}

	private synchronized ClientState update(UnaryOperator<ClientState> change) {
		this.state = change.apply(this.state);
		return this.state;
	}

}
