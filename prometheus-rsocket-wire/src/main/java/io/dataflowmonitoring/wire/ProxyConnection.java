package io.dataflowmonitoring.wire;

import java.net.SocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

import io.rsocket.RSocket;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The proxy's end of one connection.
 */
public final class ProxyConnection {

	/**
	 * How many pushes of one app may be dealt with at a time. An app makes one, at its
	 * end.
	 */
	private static final int MAX_PUSHES = 4;

	private final ConnectionGuard guard;

	private final Setup setup;

	private final ConnectionListener listener;

	private final AppLink link;

	/**
	 * The open connection counts as one, and each push that is being dealt with.
	 */
	private final AtomicInteger unfinished = new AtomicInteger(1);

	private final AtomicBoolean failed = new AtomicBoolean();

	ProxyConnection(ConnectionGuard guard, RSocket app, Setup setup, ProxyKeys keys, AcceptorSettings settings,
			Scheduler scheduler, ScratchArrays scratch, ConnectionListener listener) {
		this.guard = guard;
		this.setup = setup;
		this.listener = listener;
		this.link = (setup.entry() != null)
				? new NegotiatedApp(this, app, setup, keys.current(), settings, scheduler, scratch)
				: new PublishedApp(this, app, keys, settings, scheduler);
	}

	/**
	 * Asks the app for its current metrics. There is no timeout in here: cancel when you
	 * have waited long enough.
	 * @param accepted the formats to choose from, the one wanted most coming first. Text
	 * format 0.0.4 is what comes if the app knows none of them, and always from published
	 * clients
	 * @return the metrics, emitted on the acceptor's scheduler; fails with a
	 * {@link WireException} if that is the app's or the connection's fault
	 */
	public Mono<WireExposition> pull(List<ExpositionFormat> accepted) {
		return pull(accepted, byte[]::new);
	}

	/**
	 * Asks the app for its current metrics, which are put into an array that the caller
	 * gives, as one that has been used before, so that the metrics of thousands of apps
	 * need no new memory each time.
	 * @param accepted the formats to choose from, as above
	 * @param arrays given a size in bytes that is within the limit, returns an array of
	 * at least that size. Asked at most once, after the answer has come, on the
	 * acceptor's scheduler. The array belongs to this connection from then on until the
	 * metrics have been emitted, and for good if they are not: if the answer breaks a
	 * rule, or the pull is cancelled, which does not wait for those who are just writing
	 * into the array
	 * @return the metrics, in that array or, if they were in one of their own anyway, in
	 * another one; emitted and failing as above
	 */
	public Mono<WireExposition> pull(List<ExpositionFormat> accepted, IntFunction<byte[]> arrays) {
		return this.link.pull(accepted, arrays);
	}

	/**
	 * Tells the app to connect elsewhere, and then to close this connection. Published
	 * clients cannot be told, so nothing is sent to them.
	 * @return completes when the app has been told; fails with a {@link WireException} if
	 * the connection has ended
	 */
	public Mono<Void> goAway() {
		return this.link.goAway();
	}

	/**
	 * Returns what the two ends speak.
	 * @return the protocol
	 */
	public Protocol protocol() {
		return this.setup.protocol();
	}

	/**
	 * Returns who the app says that it is.
	 * @return the description; empty for published clients
	 */
	public AppDescription description() {
		return this.setup.description();
	}

	/**
	 * Returns what the app can write.
	 * @return the formats, always with text format 0.0.4
	 */
	public Set<ExpositionFormat> formats() {
		return this.setup.formats();
	}

	/**
	 * Returns where the app connected from.
	 * @return the address; null if the transport does not know it
	 */
	public @Nullable SocketAddress remoteAddress() {
		return this.guard.remoteAddress();
	}

	/**
	 * Closes the connection.
	 */
	public void dispose() {
		this.guard.close("The proxy closes the connection");
	}

	AppLink link() {
		return this.link;
	}

	/**
	 * Deals with a push. That goes on even if nobody waits for it: published clients
	 * close the connection right after a push.
	 * @param push emits the push on a thread for processor work
	 * @return completes when the push is safe
	 */
	Mono<Void> keep(Mono<WireExposition> push) {
		int before = this.unfinished.getAndUpdate((count) -> (count != 0) ? count + 1 : 0);
		if (before == 0) {
			return Mono.error(new WireException(WireFailure.CLOSED, "The connection was closed before the push"));
		}
		if (before > MAX_PUSHES) {
			fail(new WireException(WireFailure.FLOODED, "The app sent more than " + MAX_PUSHES + " pushes at a time"));
			finished();
			return Mono.error(new WireException(WireFailure.FLOODED, "Too many pushes"));
		}
		Mono<Void> kept = push.doOnError(WireException.class, (ex) -> this.listener.pushFailed(this, ex))
			.flatMap((exposition) -> this.listener.pushed(this, exposition))
			.doFinally((signal) -> finished())
			.cache();
		kept.subscribe(null, (ex) -> {
			// The listener knows.
		});
		return kept;
	}

	/**
	 * Closes the connection because the app broke the protocol.
	 */
	void fail(WireException failure) {
		if (this.failed.compareAndSet(false, true)
				&& this.unfinished.getAndUpdate((count) -> (count != 0) ? count + 1 : 0) != 0) {
			this.listener.failed(this, failure);
			finished();
		}
		this.guard.close("" + failure.getMessage());
	}

	/**
	 * The connection has ended.
	 */
	void closed() {
		this.link.closed();
		finished();
	}

	private void finished() {
		if (this.unfinished.decrementAndGet() == 0) {
			this.listener.closed(this);
		}
	}

}
