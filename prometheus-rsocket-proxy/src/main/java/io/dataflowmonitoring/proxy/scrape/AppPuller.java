package io.dataflowmonitoring.proxy.scrape;

import java.time.Duration;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dataflowmonitoring.proxy.connection.App;
import io.dataflowmonitoring.wire.WireFailure;

/**
 * Pulls one app again and again, but never twice at the same time: scrapes that come
 * while a pull is under way share it.
 */
final class AppPuller {

	/** Logged where connections are. */
	private static final String CLOSED = WireFailure.CLOSED.label();

	private static final Logger logger = LoggerFactory.getLogger(AppPuller.class);

	private final App app;

	private final Duration pullTimeout;

	private final LongSupplier nanoTime;

	private @Nullable Pull underWay;

	private @Nullable AppStatus status;

	AppPuller(App app, Duration pullTimeout, LongSupplier nanoTime) {
		this.app = app;
		this.pullTimeout = pullTimeout;
		this.nanoTime = nanoTime;
	}

	/**
	 * Asks the app, unless it still owes an answer.
	 * @return the pull that is under way
	 */
	synchronized Pull pull() {
		Pull pull = this.underWay;
		if (pull == null) {
			pull = Pull.of(this.app, this.pullTimeout, this.nanoTime);
			this.underWay = pull;
			pull.whenDone(this::forget);
		}
		return pull;
	}

	/**
	 * Lets go of the answer, which only the scrapes that wait for it are to hold.
	 */
	private synchronized void forget() {
		this.underWay = null;
	}

	/**
	 * Returns how the last scrape went, or {@code null} before the first one.
	 */
	synchronized @Nullable AppStatus status() {
		return this.status;
	}

	/**
	 * Takes note of how a scrape went, and logs it if that has changed.
	 */
	synchronized void record(PullResult result) {
		String previousReason = (this.status != null) ? this.status.reason() : PullResult.NONE;
		this.status = AppStatus.of(result);
		if (result.reason().equals(previousReason) || result.reason().equals(CLOSED)) {
			return;
		}
		if (this.status.isUp()) {
			logger.info("App {} is part of scrapes again", this.app);
		}
		else {
			logger.warn("App {} is left out of scrapes, but asked again each time. Reason: {}: {}", this.app,
					result.reason(), result.detail());
		}
	}

}
