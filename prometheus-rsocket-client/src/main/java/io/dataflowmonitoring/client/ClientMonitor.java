package io.dataflowmonitoring.client;

import java.time.Clock;
import java.time.Duration;
import java.util.function.UnaryOperator;

import io.dataflowmonitoring.client.ClientState.Connection;
import io.dataflowmonitoring.client.ClientState.Scrape;
import io.dataflowmonitoring.wire.ScrapeListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a client's state, and tells the log and the listener about changes: one line in
 * the log for each, and none for a failure of the same kind as the one before.
 */
final class ClientMonitor implements ScrapeListener {

	private static final Logger logger = LoggerFactory.getLogger(PrometheusRSocketClient.class);

	private final String proxy;

	private final ClientListener listener;

	private final Clock clock;

	private volatile ClientState state = ClientState.initial();

	private volatile @Nullable Class<?> loggedConnectFailure;

	private volatile @Nullable Class<?> loggedScrapeFailure;

	ClientMonitor(String proxy, ClientListener listener, Clock clock) {
		this.proxy = proxy;
		this.listener = listener;
		this.clock = clock;
	}

	ClientState state() {
		return this.state;
	}

	void connecting() {
		connectionChanged(ClientState::attempting);
	}

	void connected() {
		this.loggedConnectFailure = null;
		logger.info("Connected to the Prometheus RSocket proxy at {}", this.proxy);
		connectionChanged((state) -> state.with(Connection.CONNECTED, state.lastFailure()));
	}

	/**
	 * An attempt to connect has failed.
	 * @param failure why
	 * @param pause until the next attempt
	 */
	void connectFailed(Throwable failure, Duration pause) {
		String reason = reason(failure);
		if (kind(failure) != this.loggedConnectFailure) {
			this.loggedConnectFailure = kind(failure);
			logger.warn(
					"No connection to the Prometheus RSocket proxy at {}: {}. "
							+ "Trying again in {} ms, then at growing intervals; logged again when something changes",
					this.proxy, reason, pause.toMillis());
		}
		else {
			logger.debug("No connection to the Prometheus RSocket proxy at {}: {}. Trying again in {} ms", this.proxy,
					reason, pause.toMillis());
		}
		connectionChanged((state) -> state.with(Connection.WAITING, reason));
	}

	/**
	 * The connection has ended without our doing.
	 * @param failure why
	 * @param pause until the next attempt
	 */
	void connectionLost(Throwable failure, Duration pause) {
		String reason = reason(failure);
		logger.info("Disconnected from the Prometheus RSocket proxy at {}: {}. Trying again in {} ms", this.proxy,
				reason, pause.toMillis());
		connectionChanged((state) -> state.with(Connection.WAITING, reason));
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
				this.proxy, reason);
		connectionChanged((state) -> state.with(Connection.GAVE_UP, reason));
	}

	void closed() {
		connectionChanged((state) -> state.with(Connection.CLOSED, state.lastFailure()));
	}

	@Override
	public void scraped(int bytes, Duration took) {
		this.loggedScrapeFailure = null;
		update((state) -> state.with(new Scrape(this.clock.instant(), took, bytes)));
	}

	@Override
	public void scrapeFailed(Throwable failure) {
		if (kind(failure) != this.loggedScrapeFailure) {
			this.loggedScrapeFailure = kind(failure);
			logger.warn(
					"The metrics could not be written for the Prometheus RSocket proxy at {}: {}. "
							+ "Each pull tries again; logged again when something changes",
					this.proxy, reason(failure));
		}
		logger.debug("The metrics could not be written", failure);
		update(ClientState::withFailedScrape);
	}

	void pushed(PushResult result) {
		if (result.acknowledged()) {
			logger.info("The Prometheus RSocket proxy at {} has the last metrics ({} bytes, after {} ms)", this.proxy,
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
	 * What two failures have in common that are worth one line in the log. Not their
	 * messages, since those name addresses that may alternate.
	 */
	private static Class<?> kind(Throwable failure) {
		Throwable root = failure;
		while (root.getCause() != null) {
			root = root.getCause();
		}
		return root.getClass();
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
