package io.dataflowmonitoring.wire;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.util.List;
import java.util.function.IntFunction;

import io.rsocket.Payload;
import io.rsocket.RSocket;
import io.rsocket.util.DefaultPayload;
import io.rsocket.util.EmptyPayload;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Speaks with a published client.
 */
final class PublishedApp implements AppLink {

	private final ProxyConnection connection;

	private final RSocket app;

	private final ProxyKeys keys;

	private final AcceptorSettings settings;

	private final Scheduler scheduler;

	/**
	 * The key pair whose public key the app was sent last, and the one before: while a
	 * new key is on its way the app still seals for the old one.
	 */
	private volatile List<KeyPair> sentKeys = List.of();

	PublishedApp(ProxyConnection connection, RSocket app, ProxyKeys keys, AcceptorSettings settings,
			Scheduler scheduler) {
		this.connection = connection;
		this.app = app;
		this.keys = keys;
		this.settings = settings;
		this.scheduler = scheduler;
	}

	/**
	 * So that the app can push even if it ends before the first scrape.
	 */
	@Override
	public Mono<Void> greet() {
		return Mono.defer(() -> this.app.fireAndForget(nextKey()));
	}

	@Override
	public Mono<WireExposition> pull(List<ExpositionFormat> accepted, IntFunction<byte[]> arrays) {
		return Mono.defer(() -> this.app.requestResponse(nextKey()))
			.onErrorMap((ex) -> WireException.ofPeer(WireFailure.APP_ERROR, "The app could not write its metrics", ex))
			// Out of the pooled buffer at once: whatever happens from here on, nothing is
			// left to be released.
			.map(this::take)
			.switchIfEmpty(Mono.error(() -> new WireException(WireFailure.MALFORMED, "The app answered with nothing")))
			.publishOn(this.scheduler)
			.map((envelope) -> open(envelope, arrays));
	}

	@Override
	public Mono<Void> goAway() {
		return Mono.empty();
	}

	@Override
	public void closed() {
		// Nothing waits for the end.
	}

	@Override
	public Mono<Void> fireAndForget(Payload payload) {
		return receive(payload).onErrorComplete();
	}

	@Override
	public Mono<Payload> requestResponse(Payload payload) {
		return receive(payload).thenReturn(EmptyPayload.INSTANCE);
	}

	private Mono<Void> receive(Payload payload) {
		try {
			Envelope envelope = take(payload);
			return this.connection
				.keep(Mono.just(envelope).publishOn(this.scheduler).map((taken) -> open(taken, byte[]::new)));
		}
		catch (WireException ex) {
			return this.connection.keep(Mono.error(ex));
		}
	}

	private Envelope take(Payload payload) {
		return Envelope.take(payload, this.settings.maxExpositionBytes(), this.settings.maxAnswerBytes());
	}

	private WireExposition open(Envelope envelope, IntFunction<byte[]> arrays) {
		List<PrivateKey> candidates = this.sentKeys.stream().map(KeyPair::getPrivate).toList();
		return envelope.open(candidates, this.settings.maxExpositionBytes(), arrays);
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
