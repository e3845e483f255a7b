package io.dataflowmonitoring.proxy.connection;

/**
 * What only this room can do to an app.
 */
public final class TestConnections {

	private TestConnections() {
	}

	/**
	 * Lets an app have said its last.
	 */
	public static void pushed(App app) {
		app.pushed(true);
	}

}
