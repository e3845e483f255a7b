package io.dataflowmonitoring.proxy.connection;

import reactor.core.publisher.Mono;

import io.dataflowmonitoring.wire.WireExposition;

/**
 * Takes what apps say last, so that this room need not know what becomes of it.
 */
public interface FinalPushReceiver {

	/**
	 * Takes a final push. Called on a thread for processor work.
	 * @param app the app
	 * @param exposition the app's last metrics
	 * @return completes when the push is safe, and the app is told so; fails if the push
	 * cannot be kept, and the app is told the message
	 */
	Mono<Void> receive(App app, WireExposition exposition);

	/**
	 * Takes note of a final push that could not even be read. Called on an event loop.
	 * @param app the app
	 */
	void unreadable(App app);

}
