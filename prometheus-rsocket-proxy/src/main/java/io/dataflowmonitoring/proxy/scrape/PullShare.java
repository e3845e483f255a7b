package io.dataflowmonitoring.proxy.scrape;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * One scrape's share in a pull.
 *
 * @param pull the pull, which other scrapes may wait for too
 * @param hold keeps the answer from being overwritten
 */
record PullShare(Pull pull, Lease.Hold hold) {

	Duration age() {
		return this.pull.age();
	}

	CompletableFuture<PullResult> result() {
		return this.pull.result();
	}

	/**
	 * Returns the result, which is to be closed, or a failure if there is none yet.
	 */
	PullResult resultNow() {
		PullResult result = this.pull.resultNow();
		if (result.answer() != null) {
			return result.heldBy(this.hold);
		}
		this.hold.close();
		return result;
	}

	/**
	 * Does not wait any more.
	 */
	void leave() {
		this.hold.close();
	}

}
