package io.dataflowmonitoring.proxy.connection;

import java.net.SocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;

import org.jspecify.annotations.Nullable;
import org.slf4j.spi.LoggingEventBuilder;
import reactor.core.publisher.Mono;

import io.dataflowmonitoring.proxy.exposition.AppIdentity;
import io.dataflowmonitoring.wire.ExpositionFormat;
import io.dataflowmonitoring.wire.Protocol;
import io.dataflowmonitoring.wire.WireExposition;

/**
 * An app that is, or was, connected to the proxy. Each connection makes a new one.
 */
public final class App {

	private final String id;

	private final AppLink link;

	private final Instant connectedAt;

	private final AtomicBoolean unreadablePush = new AtomicBoolean();

	private volatile AppIdentity identity;

	private volatile boolean pushed;

	private volatile boolean leaving;

	App(String id, AppLink link, Instant connectedAt) {
		this.id = id;
		this.link = link;
		this.connectedAt = connectedAt;
		this.identity = link.described();
	}

	/**
	 * Returns what the proxy calls the app.
	 * @return 16 hexadecimal digits, the same over each connection to any proxy, if the
	 * app has said who it is when it connected, and that is one instance's alone; else
	 * eight, the same as long as the connection lives
	 */
	public String id() {
		return this.id;
	}

	/**
	 * Returns how the app is connected.
	 * @return the transport
	 */
	public TransportType transport() {
		return this.link.transport();
	}

	/**
	 * Returns what the app and the proxy speak.
	 * @return the protocol
	 */
	public Protocol protocol() {
		return this.link.protocol();
	}

	/**
	 * Returns what the app can write.
	 * @return the formats
	 */
	public Set<ExpositionFormat> formats() {
		return this.link.formats();
	}

	/**
	 * Returns who the app is: what it said when it connected, or else what its metrics
	 * have told until now.
	 * @return the identity
	 */
	public AppIdentity identity() {
		return this.identity;
	}

	/**
	 * Returns who the app said that it is when it connected.
	 * @return the identity; {@link AppIdentity#UNKNOWN} if it said nothing, as published
	 * clients do
	 */
	public AppIdentity described() {
		return this.link.described();
	}

	/**
	 * Asks the app for its current metrics. There is no timeout in here.
	 * @param accepted the formats that are accepted, the one preferred coming first
	 * @param arrays gives an array of at least some size for the metrics, which must not
	 * be used otherwise before they have been emitted
	 * @return the metrics, emitted on a thread for processor work; fails with a
	 * {@link io.dataflowmonitoring.wire.WireException}
	 */
	public Mono<WireExposition> pull(List<ExpositionFormat> accepted, IntFunction<byte[]> arrays) {
		return this.link.pull().apply(accepted, arrays);
	}

	/**
	 * Says in a log line which app it is about, as fields for structured logs.
	 * @param line the line
	 * @return the line, with the field {@code app} for the id and one for each label of
	 * the identity
	 */
	public LoggingEventBuilder named(LoggingEventBuilder line) {
		LoggingEventBuilder named = line.addKeyValue("app", this.id);
		for (Map.Entry<String, String> label : this.identity.labels().entrySet()) {
			named = named.addKeyValue(label.getKey(), label.getValue());
		}
		return named;
	}

	/**
	 * Returns when the app connected.
	 * @return the time
	 */
	public Instant connectedAt() {
		return this.connectedAt;
	}

	/**
	 * Returns where the app has connected from.
	 * @return the address; null if that is not known
	 */
	public @Nullable SocketAddress remoteAddress() {
		return this.link.remoteAddress();
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
	 * Returns whether no unreadable push has come over this connection before, so that a
	 * flood of them is logged once.
	 */
	boolean isFirstUnreadablePush() {
		return this.unreadablePush.compareAndSet(false, true);
	}

	/**
	 * Returns whether the app was told to connect elsewhere.
	 */
	boolean isLeaving() {
		return this.leaving;
	}

	/**
	 * Tells the app to connect elsewhere and then to close this connection.
	 */
	Mono<Void> goAway() {
		this.leaving = true;
		return this.link.goAway().get();
	}

	void close() {
		this.link.close().run();
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
