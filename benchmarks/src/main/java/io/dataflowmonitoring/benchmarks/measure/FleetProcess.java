package io.dataflowmonitoring.benchmarks.measure;

/**
 * A process full of apps, which does what it is told, a line each.
 */
public final class FleetProcess implements AutoCloseable {

	private final Child child;

	private int apps;

	/**
	 * Waits until the process can be told something.
	 * @param child the process
	 */
	public FleetProcess(Child child) {
		this.child = child;
		child.await("ready");
	}

	/**
	 * Has new apps connect at once. Returns as soon as they begin to.
	 * @param count how many
	 * @param proxy where to
	 * @param websocket whether over WebSocket, and not over TCP
	 */
	public void connect(int count, Ports proxy, boolean websocket) {
		int port = websocket ? proxy.websocket() : proxy.tcp();
		tell("connect " + count + ' ' + port + ' ' + (websocket ? "websocket" : "tcp"));
		this.apps += count;
	}

	/**
	 * Has all apps close their connection and connect again at once, to the proxy that
	 * they were connected to. Returns as soon as they begin to.
	 */
	public void reconnect() {
		tell("reconnect");
	}

	/**
	 * Returns whether each app has been accepted by its proxy and can be scraped.
	 * @return whether all are connected
	 */
	public boolean isReady() {
		tell("ready");
		return Integer.parseInt(this.child.line()) == this.apps;
	}

	/**
	 * Has the oldest apps leave.
	 * @param count how many
	 */
	public void leave(int count) {
		tell("leave " + count);
		this.apps -= count;
	}

	/** Has all apps leave. */
	public void leave() {
		leave(this.apps);
	}

	/**
	 * Has the oldest apps answer no pull from now on.
	 * @param count how many
	 */
	public void stall(int count) {
		tell("stall " + count);
	}

	/**
	 * Returns what the process has used.
	 * @return its usage, now and later
	 */
	public ProcessUsage usage() {
		return this.child.usage();
	}

	private void tell(String command) {
		this.child.tell(command);
		this.child.await("ok " + command);
	}

	@Override
	public void close() {
		this.child.close();
	}

}
