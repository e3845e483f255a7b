package io.dataflowmonitoring.wire;

import java.net.SocketAddress;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.util.List;
import java.util.Set;

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
	 * @param accepted the formats to choose from, the one wanted most coming first. Text
	 * format 0.0.4 is what comes if the app knows none of them, and always from published
	 * clients
	 * @return the metrics, emitted on the acceptor's scheduler; fails with a
	 * {@link WireException} if that is the app's or the connection's fault
	 */
	public Mono<WireExposition> pull(List<ExpositionFormat> accepted) {
		return Mono.defer(() -> this.app.requestResponse(nextKey()))
			.onErrorMap((ex) -> WireException.ofPeer(WireFailure.APP_ERROR, "The app could not write its metrics", ex))
			// Out of the pooled buffer at once: whatever happens from here on, nothing is
			// left to be released.
			.map((answer) -> Envelope.take(answer, this.maxExpositionBytes))
			.switchIfEmpty(Mono.error(() -> new WireException(WireFailure.MALFORMED, "The app answered with nothing")))
			.publishOn(this.scheduler)
			.map((envelope) -> new WireExposition(open(envelope), ExpositionFormat.TEXT_0_0_4));
	}

	/**
	 * Tells the app to connect elsewhere, and then to close this connection. Published
	 * clients cannot be told, so nothing is sent to them.
	 * @return completes when the app has been told; fails with a {@link WireException} if
	 * the connection has ended
	 */
	public Mono<Void> goAway() {
		return Mono.empty();
	}

	/**
	 * Returns what the two ends speak.
	 * @return the protocol
	 */
	public Protocol protocol() {
		return Protocol.PUBLISHED;
	}

	/**
	 * Returns who the app says that it is.
	 * @return the description; empty for published clients
	 */
	public AppDescription description() {
		return AppDescription.NONE;
	}

	/**
	 * Returns what the app can write.
	 * @return the formats, never empty
	 */
	public Set<ExpositionFormat> formats() {
		return Set.of(ExpositionFormat.TEXT_0_0_4);
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
