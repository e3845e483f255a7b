package io.dataflowmonitoring.proxy.connection;

import reactor.core.publisher.Mono;

import io.dataflowmonitoring.proxy.exposition.AppIdentity;

/**
 * An app that is, or was, connected to the proxy. Each connection makes a new one.
 */
public final class App {

	private final String id;

	private final TransportType transport;

	private final Mono<byte[]> pull;

	private volatile AppIdentity identity = AppIdentity.UNKNOWN;

	private volatile boolean pushed;

	App(String id, TransportType transport, Mono<byte[]> pull) {
		this.id = id;
		this.transport = transport;
		this.pull = pull;
	}

	/**
	 * Returns what the proxy calls this connection.
	 * @return eight hexadecimal digits, the same as long as the connection lives
	 */
	public String id() {
		return this.id;
	}

	/**
	 * Returns how the app is connected.
	 * @return the transport
	 */
	public TransportType transport() {
		return this.transport;
	}

	/**
	 * Returns who the app is, as far as its metrics have told until now.
	 * @return the identity
	 */
	public AppIdentity identity() {
		return this.identity;
	}

	/**
	 * Asks the app for its current metrics. There is no timeout in here.
	 * @return the metrics in text format 0.0.4, emitted on a thread for processor work;
	 * fails with a {@link io.dataflowmonitoring.wire.WireException}
	 */
	public Mono<byte[]> pull() {
		return this.pull;
	}

	void identity(AppIdentity identity) {
		this.identity = identity;
	}

	/**
	 * Returns whether the app has said its last over this connection.
	 * @return whether a final push has come over it that was not refused
	 */
	public boolean hasPushed() {
		return this.pushed;
	}

	void pushed(boolean pushed) {
		this.pushed = pushed;
	}

	/**
	 * Returns what to call the app in log lines.
	 * @return the id, followed by the identity if it is known
	 */
	@Override
	public String toString() {
		return (this.id + " " + this.identity).strip();
	}

}
