package io.dataflowmonitoring.systemtests.fleet;

import reactor.core.publisher.Mono;

/**
 * The app's end of one connection, whatever protocol it speaks.
 */
interface AppLink {

	/**
	 * Waits until the proxy has accepted the connection.
	 * @return completes then; fails if the connection ends before
	 */
	Mono<Void> ready();

	/**
	 * Pushes the app's current metrics.
	 * @return completes when the proxy has acknowledged them
	 */
	Mono<Void> push();

	/**
	 * Waits for the end of the connection.
	 * @return completes or fails then
	 */
	Mono<Void> onClose();

	/** Closes the connection. */
	void dispose();

}
