package io.dataflowmonitoring.wire;

import java.net.SocketAddress;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.util.List;

import io.rsocket.Payload;
import io.rsocket.RSocket;
import io.rsocket.util.DefaultPayload;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The proxy's end of one connection.
 */
public final class ProxyConnection {

	private final RSocket app;

	private final @Nullable SocketAddress remoteAddress;

	private final ProxyKeys keys;

	private final int maxExpositionBytes;

	private final Scheduler scheduler;

	/**
	 * The key pair whose public key the app was sent last, and the one before: while a
	 * new key is on its way the app still seals for the old one.
	 */
	private volatile List<KeyPair> sentKeys = List.of();

	ProxyConnection(RSocket app, @Nullable SocketAddress remoteAddress, ProxyKeys keys, int maxExpositionBytes,
			Scheduler scheduler) {
		this.app = app;
		this.remoteAddress = remoteAddress;
		this.keys = keys;
		this.maxExpositionBytes = maxExpositionBytes;
		this.scheduler = scheduler;
	}

	/**
	 * Asks the app for its current metrics. There is no timeout in here: cancel when you
	 * have waited long enough.
	 * @return the metrics in text format 0.0.4, emitted on the acceptor's scheduler;
	 * fails with a {@link WireException} if that is the app's or the connection's fault
	 */
	public Mono<byte[]> pull() {
		return Mono.defer(() -> this.app.requestResponse(nextKey()))
			.onErrorMap((ex) -> WireException.ofPeer(WireFailure.APP_ERROR, "The app could not write its metrics", ex))
			// Out of the pooled buffer at once: whatever happens from here on, nothing is
			// left to be released.
			.map((answer) -> Envelope.take(answer, this.maxExpositionBytes))
			.switchIfEmpty(Mono.error(() -> new WireException(WireFailure.MALFORMED, "The app answered with nothing")))
			.publishOn(this.scheduler)
			.map(this::open);
	}

	/**
	 * Returns where the app connected from.
	 * @return the address; null if the transport does not know it
	 */
	public @Nullable SocketAddress remoteAddress() {
		return this.remoteAddress;
	}

	/**
	 * Closes the connection.
	 */
	public void dispose() {
		this.app.dispose();
	}

	Mono<Void> sendKey() {
		return Mono.defer(() -> this.app.fireAndForget(nextKey()));
	}

	byte[] open(Envelope envelope) {
		List<PrivateKey> candidates = this.sentKeys.stream().map(KeyPair::getPrivate).toList();
		return envelope.open(candidates, this.maxExpositionBytes);
	}

	private synchronized Payload nextKey() {
		KeyPair current = this.keys.current();
		List<KeyPair> sent = this.sentKeys;
		if (sent.isEmpty()) {
			this.sentKeys = List.of(current);
		}
		else if (sent.get(0) != current) {
			this.sentKeys = List.of(current, sent.get(0));
		}
		return DefaultPayload.create(current.getPublic().getEncoded());
	}

}
