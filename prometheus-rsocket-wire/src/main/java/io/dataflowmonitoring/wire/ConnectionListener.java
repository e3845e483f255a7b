package io.dataflowmonitoring.wire;

import java.net.SocketAddress;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Is told what the apps do that are connected to a proxy. For one connection the calls
 * come in this order: {@code connected}, then any number of {@code pushed} and
 * {@code pushFailed} with at most one {@code failed} among them, and {@code closed} at
 * the end, once every push has been dealt with. For a connection that is not let in there
 * is {@code refused} and nothing else. All come on an event loop or on the acceptor's
 * scheduler, so they must not block.
 */
public interface ConnectionListener {

	/**
	 * A peer was not let in, or was no app.
	 * @param remoteAddress where it connected from; null if the transport does not know
	 * it
	 * @param failure why
	 */
	void refused(@Nullable SocketAddress remoteAddress, AdmissionException failure);

	/**
	 * An app has connected. If this throws, the connection is refused.
	 * @param connection the new connection
	 */
	void connected(ProxyConnection connection);

	/**
	 * An app has sent its last metrics of its own accord. What is returned is subscribed
	 * to once and never cancelled, even if the app goes away meanwhile. Whoever fails
	 * here logs it: a fire-and-forget push leaves nobody else to tell.
	 * @param connection the connection
	 * @param exposition the metrics, which are all of an array of their own, to be kept
	 * as long as one likes
	 * @return completes when the push is safe, which is when the app gets its
	 * acknowledgement; fails if the push could not be kept
	 */
	Mono<Void> pushed(ProxyConnection connection, WireExposition exposition);

	/**
	 * A push could not be read, such as one that cannot be deciphered. The app is told if
	 * it waits for an answer. The connection of a published client stays open.
	 * @param connection the connection
	 * @param failure what was wrong
	 */
	void pushFailed(ProxyConnection connection, WireException failure);

	/**
	 * The app has broken the protocol, so its connection is closed.
	 * @param connection the connection
	 * @param failure what was wrong
	 */
	void failed(ProxyConnection connection, WireException failure);

	/**
	 * The connection has ended, for whatever reason, and all its pushes are dealt with.
	 * @param connection the connection
	 */
	void closed(ProxyConnection connection);

}
