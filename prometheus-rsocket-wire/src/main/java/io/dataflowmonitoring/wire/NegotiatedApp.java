package io.dataflowmonitoring.wire;

import java.security.KeyPair;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;

import io.rsocket.Payload;
import io.rsocket.RSocket;
import io.rsocket.util.DefaultPayload;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * Speaks with an app of ours. Whatever it sends that the protocol does not allow closes
 * its connection.
 */
final class NegotiatedApp implements AppLink {

	private static final byte[] EMPTY = {};

	private final ProxyConnection connection;

	private final RSocket app;

	private final Setup setup;

	private final KeyPair keys;

	private final AcceptorSettings settings;

	private final Scheduler scheduler;

	private final ScratchArrays scratch;

	/**
	 * Emits the session once the app has started it; fails if that cannot happen any
	 * more.
	 */
	private final Sinks.One<Session> session = Sinks.one();

	private final AtomicBoolean decided = new AtomicBoolean();

	NegotiatedApp(ProxyConnection connection, RSocket app, Setup setup, KeyPair keys, AcceptorSettings settings,
			Scheduler scheduler, ScratchArrays scratch) {
		this.connection = connection;
		this.app = app;
		this.setup = setup;
		this.keys = keys;
		this.settings = settings;
		this.scheduler = scheduler;
		this.scratch = scratch;
	}

	@Override
	public Mono<Void> greet() {
		return Mono.defer(() -> {
			Mono<Void> hello = this.app
				.fireAndForget(DefaultPayload.create(this.keys.getPublic().getEncoded(), hello()));
			if (this.settings.transportIsSecure()) {
				// Not before the hello is out: a request that is waiting for the session
				// would overtake it.
				return hello.doOnSuccess((none) -> startPlainSession());
			}
			closeWithoutSession();
			return hello;
		});
	}

	@Override
	public Mono<WireExposition> pull(List<ExpositionFormat> accepted, IntFunction<byte[]> arrays) {
		return this.session.asMono().flatMap((session) -> {
			Message pull = session.seal(MessageType.PULL, 0, Formats.request(accepted));
			return this.app.requestResponse(pull.toPayload())
				.onErrorMap(this::failureOfPull)
				// Out of the pooled buffer at once: whatever happens from here on,
				// nothing is left to be released.
				.map(this::take)
				.switchIfEmpty(Mono.error(() -> broken(
						new WireException(WireFailure.MALFORMED, "The app answered a request with nothing"))))
				.publishOn(this.scheduler)
				.map((answer) -> open(session, answer, MessageType.ANSWER, pull.counter(), arrays));
		});
	}

	@Override
	public Mono<Void> goAway() {
		return this.session.asMono()
			.flatMap((session) -> this.app.fireAndForget(session.seal(MessageType.GO_AWAY, 0, EMPTY).toPayload())
				.onErrorMap(
						(ex) -> WireException.ofPeer(WireFailure.CLOSED, "The app could not be told to go away", ex)));
	}

	@Override
	public void closed() {
		if (this.decided.compareAndSet(false, true)) {
			this.session.tryEmitError(
					new WireException(WireFailure.CLOSED, "The connection was closed before the session started"));
		}
	}

	/**
	 * Takes the message that starts the session, the only one that comes this way.
	 */
	@Override
	public Mono<Void> fireAndForget(Payload payload) {
		try {
			Message message = take(payload);
			if (message.type() != MessageType.SESSION || !this.decided.compareAndSet(false, true)) {
				throw broken(new WireException(WireFailure.MALFORMED,
						"The app sent a message of type " + message.type() + " that has no place there"));
			}
			return start(message);
		}
		catch (WireException ex) {
			return Mono.empty();
		}
	}

	@Override
	public Mono<Payload> requestResponse(Payload payload) {
		Message push;
		try {
			push = take(payload);
		}
		catch (WireException ex) {
			return this.connection.keep(Mono.error(ex)).then(Mono.empty());
		}
		return this.connection
			.keep(this.session.asMono()
				.publishOn(this.scheduler)
				.map((session) -> open(session, push, MessageType.PUSH, 0, byte[]::new)))
			.then(this.session.asMono())
			.map((session) -> session.seal(MessageType.ACKNOWLEDGEMENT, push.counter(), EMPTY).toPayload());
	}

	private Mono<Void> start(Message message) {
		Mono<Session> opened = Mono.fromCallable(() -> {
			byte[] transcript = SessionSecret.transcript(this.setup.requireEntry(), hello(),
					this.keys.getPublic().getEncoded());
			return SessionSecret.unwrap(message.sealed(), List.of(this.keys.getPrivate())).proxySession(transcript);
		});
		opened.subscribeOn(this.scheduler).subscribe(this.session::tryEmitValue, (ex) -> {
			if (ex instanceof WireException failure) {
				broken(failure);
			}
			this.session.tryEmitError(ex);
		});
		return Mono.empty();
	}

	private void startPlainSession() {
		if (this.decided.compareAndSet(false, true)) {
			this.session.tryEmitValue(Session.plain());
		}
	}

	private void closeWithoutSession() {
		this.session.asMono().timeout(this.settings.setupTimeout()).subscribe((session) -> {
			// In time.
		}, (ex) -> {
			if (ex instanceof TimeoutException && !this.decided.get()) {
				broken(new WireException(WireFailure.MALFORMED,
						"The app sent no session key for " + this.settings.setupTimeout().toSeconds() + " s"));
			}
		});
	}

	private byte[] hello() {
		return new Hello(!this.settings.transportIsSecure(), this.setup.snappy(), List.of(ExpositionFormat.values()),
				this.settings.maxAnswerBytes(), this.settings.maxExpositionBytes())
			.encode();
	}

	private Message take(Payload payload) {
		try {
			return Message.take(payload, this.settings.maxAnswerBytes());
		}
		catch (WireException ex) {
			throw broken(ex);
		}
	}

	private WireExposition open(Session session, Message message, MessageType type, long replyTo,
			IntFunction<byte[]> arrays) {
		byte[] scratch = this.scratch.take(message.sealed().length);
		try {
			WireExposition exposition = ExpositionBody.decode(session.open(message, type, replyTo, scratch),
					this.settings.maxExpositionBytes(), arrays);
			if (!this.setup.formats().contains(exposition.format())) {
				throw new WireException(WireFailure.MALFORMED,
						"The app sent " + exposition.format() + ", which it said that it cannot write");
			}
			return new WireExposition(exposition.bytes(), exposition.length(), exposition.format(),
					message.sealed().length);
		}
		catch (WireException ex) {
			throw broken(ex);
		}
		finally {
			// The exposition is never in there, but in an array of its own.
			this.scratch.give(scratch);
		}
	}

	private WireException failureOfPull(Throwable ex) {
		WireException failure = WireException.ofPeer(WireFailure.APP_ERROR, "The app could not write its metrics", ex);
		// Not if the app says so itself.
		return (ex instanceof IllegalStateException) ? broken(failure) : failure;
	}

	/**
	 * Closes the connection because the app broke the protocol.
	 */
	private WireException broken(WireException failure) {
		this.connection.fail(failure);
		return failure;
	}

}
