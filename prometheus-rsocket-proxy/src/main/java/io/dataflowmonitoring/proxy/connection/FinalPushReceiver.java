package io.dataflowmonitoring.proxy.connection;

/**
 * Takes what apps say last, so that this room need not know what becomes of it.
 */
public interface FinalPushReceiver {

	/**
	 * Takes a final push. Called on a thread for processor work. When this returns, the
	 * push is safe and the app is told so.
	 * @param app the app
	 * @param exposition the app's last metrics
	 * @throws RuntimeException if the push cannot be kept; the app is told the message
	 */
	void receive(App app, byte[] exposition);

	/**
	 * Takes note of a final push that could not even be read. Called on an event loop.
	 * @param app the app
	 */
	void unreadable(App app);

}
