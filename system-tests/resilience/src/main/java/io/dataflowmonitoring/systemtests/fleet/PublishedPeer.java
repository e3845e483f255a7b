package io.dataflowmonitoring.systemtests.fleet;

import java.security.PublicKey;
import java.util.function.Function;

import io.rsocket.Payload;
import io.rsocket.RSocket;
import io.rsocket.SocketAcceptor;
import io.rsocket.core.RSocketConnector;
import io.rsocket.transport.ClientTransport;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The app's end of a connection as the published clients have it: bare, so that it can
 * answer anything.
 */
public final class PublishedPeer {

	private final RSocket proxy;

	private final Sinks.One<PublicKey> key;

	private PublishedPeer(RSocket proxy, Sinks.One<PublicKey> key) {
		this.proxy = proxy;
		this.key = key;
	}

	/**
	 * Connects once, with a SETUP frame that carries nothing.
	 * @param transport how to reach the proxy
	 * @param answer what to answer a pull with, given the key that came with it
	 * @return the peer, as soon as the transport is connected
	 */
	public static Mono<PublishedPeer> connect(ClientTransport transport, Function<PublicKey, Mono<Payload>> answer) {
		return Mono.defer(() -> {
			Sinks.One<PublicKey> key = Sinks.one();
			return RSocketConnector.create()
				.acceptor(SocketAcceptor.with(new Responder(key, answer)))
				.connect(transport)
				.map((proxy) -> new PublishedPeer(proxy, key));
		});
	}

	/**
	 * Waits for the first key of the proxy.
	 * @return the key; fails if the connection ends before it has come
	 */
	public Mono<PublicKey> key() {
		Mono<PublicKey> ended = this.proxy.onClose()
			.then(Mono.error(() -> new IllegalStateException("The proxy closed the connection before it sent a key")));
		return Mono.firstWithSignal(this.key.asMono(), ended);
	}

	/**
	 * Sends something and waits for the acknowledgement.
	 * @param payload what to send
	 * @return completes when it is acknowledged; fails if it is refused
	 */
	public Mono<Void> push(Payload payload) {
		return this.proxy.requestResponse(payload).doOnNext(Payload::release).then();
	}

	/**
	 * Sends something and waits for nothing.
	 * @param payload what to send
	 * @return completes when it is sent
	 */
	public Mono<Void> send(Payload payload) {
		return this.proxy.fireAndForget(payload);
	}

	/**
	 * Waits for the end of the connection.
	 * @return completes or fails then
	 */
	public Mono<Void> onClose() {
		return this.proxy.onClose();
	}

	/** Closes the connection. */
	public void dispose() {
		this.proxy.dispose();
	}

	private record Responder(Sinks.One<PublicKey> key, Function<PublicKey, Mono<Payload>> answer) implements RSocket {

		@Override
		public Mono<Void> fireAndForget(Payload payload) {
			this.key.tryEmitValue(take(payload));
			return Mono.empty();
		}

		@Override
		public Mono<Payload> requestResponse(Payload payload) {
			return this.answer.apply(take(payload));
		}

		private static PublicKey take(Payload payload) {
			try {
				byte[] bytes = new byte[payload.data().readableBytes()];
				payload.data().readBytes(bytes);
				return PublishedEnvelope.publicKey(bytes);
			}
			finally {
				payload.release();
			}
		}

	}

}
