package io.dataflowmonitoring.proxy.push;

import java.time.Instant;

import io.dataflowmonitoring.proxy.exposition.AppIdentity;
import io.dataflowmonitoring.proxy.exposition.Exposition;

/**
 * A final push that is kept.
 */
public final class KeptPush {

	private final String app;

	private final AppIdentity identity;

	private final Instant time;

	private final Exposition exposition;

	/** The part of its file's name that it keeps. */
	private final String name;

	/** Written under the lock of {@link FinalPushes}. */
	private volatile boolean delivered;

	/** Guarded by {@link FinalPushes}. */
	private boolean gone;

	KeptPush(String app, AppIdentity identity, Instant time, Exposition exposition, String name, boolean delivered) {
		this.app = app;
		this.identity = identity;
		this.time = time;
		this.exposition = exposition;
		this.name = name;
		this.delivered = delivered;
	}

	/**
	 * Returns the id of the app, as it was when the push came.
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
	 * @return what the app said about itself when it connected, or else what its
	 * exposition tells
	 */
	public AppIdentity identity() {
		return this.identity;
	}

	String name() {
		return this.name;
	}

	/**
	 * Returns whether a scrape has had the push.
	 * @return whether one that had it was written out completely
	 */
	public boolean isDelivered() {
		return this.delivered;
	}

	void delivered() {
		this.delivered = true;
	}

	boolean isGone() {
		return this.gone;
	}

	void gone() {
		this.gone = true;
	}

	/**
	 * Returns what to call the push in log lines.
	 */
	@Override
	public String toString() {
		return (this.app + " " + this.identity).strip();
	}

}
