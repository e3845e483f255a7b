package io.dataflowmonitoring.wire;

import reactor.core.publisher.Mono;

/**
 * Is told what the apps do that are connected to a proxy. For one connection the calls
 * come in this order: {@code connected}, then any number of {@code pushed} and
 * {@code failed}, and {@code closed} at the end, once every push has been dealt with.
 * They come on an event loop or on the acceptor's scheduler, so they must not block.
 */
public interface ConnectionListener {

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
	 * @param exposition the metrics, in text format 0.0.4
	 * @return completes when the push is safe, which is when the app gets its
	 * acknowledgement; fails if the push could not be kept
	 */
	Mono<Void> pushed(ProxyConnection connection, byte[] exposition);

	/**
	 * A push could not be read, such as one that cannot be deciphered. The app is told if
	 * it waits for an answer. The connection stays open.
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
