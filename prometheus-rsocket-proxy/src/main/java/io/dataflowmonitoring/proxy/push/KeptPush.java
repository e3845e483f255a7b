package io.dataflowmonitoring.proxy.push;

import java.time.Instant;

import io.dataflowmonitoring.proxy.exposition.AppIdentity;
import io.dataflowmonitoring.proxy.exposition.Exposition;

/**
 * A final push that is kept.
 */
public final class KeptPush {

	private final String app;

	private final Instant time;

	private final Exposition exposition;

	/** Guarded by {@link FinalPushes}. */
	private boolean delivered;

	KeptPush(String app, Instant time, Exposition exposition) {
		this.app = app;
		this.time = time;
		this.exposition = exposition;
	}

	/**
	 * Returns the connection that the push came over.
	 * @return the app's id
	 */
	public String app() {
		return this.app;
	}

	/**
	 * Returns when the push arrived.
	 * @return the time
	 */
	public Instant time() {
		return this.time;
	}

	/**
	 * Returns what the app said.
	 * @return the exposition
	 */
	public Exposition exposition() {
		return this.exposition;
	}

	/**
	 * Returns who the app is.
	 * @return the identity, as far as the exposition tells
	 */
	public AppIdentity identity() {
		return this.exposition.identity();
	}

	boolean isDelivered() {
		return this.delivered;
	}

	void delivered() {
		this.delivered = true;
	}

	/**
	 * Returns what to call the push in log lines.
	 */
	@Override
	public String toString() {
		return (this.app + " " + identity()).strip();
	}

}
