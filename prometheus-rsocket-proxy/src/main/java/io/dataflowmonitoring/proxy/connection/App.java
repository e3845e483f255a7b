package io.dataflowmonitoring.proxy.connection;

import java.util.List;
import java.util.Set;
import java.util.function.Function;

import reactor.core.publisher.Mono;

import io.dataflowmonitoring.wire.ExpositionFormat;
import io.dataflowmonitoring.wire.Protocol;
import io.dataflowmonitoring.wire.WireExposition;

import io.dataflowmonitoring.proxy.exposition.AppIdentity;

/**
 * An app that is, or was, connected to the proxy. Each connection makes a new one.
 */
public final class App {

	private final String id;

	private final TransportType transport;

	private final Protocol protocol;

	private final Set<ExpositionFormat> formats;

	private final Function<List<ExpositionFormat>, Mono<WireExposition>> pull;

	private volatile AppIdentity identity = AppIdentity.UNKNOWN;

	private volatile boolean pushed;

	App(String id, TransportType transport, Protocol protocol, Set<ExpositionFormat> formats,
			Function<List<ExpositionFormat>, Mono<WireExposition>> pull) {
		this.id = id;
		this.transport = transport;
		this.protocol = protocol;
		this.formats = Set.copyOf(formats);
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
	 * Returns what the app and the proxy speak.
	 * @return the protocol
	 */
	public Protocol protocol() {
		return this.protocol;
	}

	/**
	 * Returns what the app can write.
	 * @return the formats
	 */
	public Set<ExpositionFormat> formats() {
		return this.formats;
	}

	/**
	 * Asks the app for its current metrics. There is no timeout in here.
	 * @param accepted the formats that are accepted, the one preferred coming first
	 * @return the metrics, emitted on a thread for processor work; fails with a
	 * {@link io.dataflowmonitoring.wire.WireException}
	 */
	public Mono<WireExposition> pull(List<ExpositionFormat> accepted) {
		return this.pull.apply(accepted);
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
