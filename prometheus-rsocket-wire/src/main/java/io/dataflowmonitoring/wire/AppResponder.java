package io.dataflowmonitoring.wire;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

import io.rsocket.Payload;
import io.rsocket.RSocket;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Answers what a proxy sends to an app. The proxy's first frame decides which protocol
 * the two speak: with metadata it is the hello of the negotiated one, without it is the
 * key of a published proxy.
 */
final class AppResponder implements RSocket {

	/**
	 * What a proxy sends is small. In bytes.
	 */
	private static final int MAX_REQUEST_BYTES = 65_536;

	private final AppSettings settings;

	/**
	 * Our entry in SETUP, as it was sent.
	 */
	private final byte[] setupEntry;

	private final ExpositionSource source;

	private final Scheduler scheduler;

	private final ScrapeListener listener;

	private final RSocket proxy;

	private final Sinks.Empty<Void> ready = Sinks.empty();

	private final Sinks.Empty<Void> goAway = Sinks.empty();

	private final AtomicReference<@Nullable WireException> failure = new AtomicReference<>();

	/**
	 * What the last answer was written to, for the next one. An app that is short of
	 * memory gets it back.
	 */
	private final AtomicReference<@Nullable SoftReference<ExpositionBuffer>> buffer = new AtomicReference<>();

	/**
	 * Not null once the negotiated protocol is agreed upon.
	 */
	private volatile @Nullable Negotiated negotiated;

	/**
	 * What a published proxy sent last.
	 */
	private volatile @Nullable SealingKey latestKey;

	AppResponder(AppSettings settings, byte[] setupEntry, ExpositionSource source, Executor executor,
			ScrapeListener listener, RSocket proxy) {
		this.settings = settings;
		this.setupEntry = setupEntry;
		this.source = source;
		// A lambda, since Reactor interrupts the thread of an ExecutorService when the
		// proxy cancels a pull, and an interrupt closes the file channels that the
		// exposition source happens to use.
		this.scheduler = Schedulers.fromExecutor((task) -> executor.execute(task));
		this.listener = listener;
		this.proxy = proxy;
	}

	Mono<Void> ready() {
		return this.ready.asMono();
	}

	Mono<Void> goAway() {
		return this.goAway.asMono();
	}

	/**
	 * Returns how the proxy broke the protocol, or null if it did not.
	 */
	@Nullable WireException failure() {
		return this.failure.get();
	}

	/**
	 * Returns what was agreed upon, or null with a published proxy.
	 * @throws IllegalStateException before the proxy's first frame
	 */
	@Nullable Negotiated negotiated() {
		Negotiated negotiated = this.negotiated;
		if (negotiated == null && this.latestKey == null) {
			throw new IllegalStateException("ready() comes first");
		}
		return negotiated;
	}

	/**
	 * Returns what a published proxy sent last.
	 */
	SealingKey latestKey() {
		return Objects.requireNonNull(this.latestKey, "ready() comes first");
	}

	/**
	 * Closes the connection because the proxy broke the protocol.
	 */
	void fail(WireException ex) {
		if (this.failure.compareAndSet(null, ex)) {
			this.proxy.dispose();
		}
	}

	@Override
	public Mono<Void> fireAndForget(Payload payload) {
		Negotiated negotiated = this.negotiated;
		if (negotiated != null) {
			takeGoAway(negotiated, payload);
		}
		else if (this.latestKey == null && payload.hasMetadata() && payload.metadata().isReadable()) {
			takeHello(payload);
		}
		else {
			accept(SealingKey.take(payload));
		}
		return Mono.empty();
	}

	@Override
	public Mono<Payload> requestResponse(Payload payload) {
		Negotiated negotiated = this.negotiated;
		if (negotiated != null) {
			return answer(negotiated, payload);
		}
		SealingKey key = SealingKey.take(payload);
		accept(key);
		return Mono
			.fromCallable(() -> answer(ExpositionFormat.TEXT_0_0_4, key.isCompressed(), Integer.MAX_VALUE,
					(exposition) -> Envelope.seal(exposition, key).toPayload()))
			.subscribeOn(this.scheduler);
	}

	private void accept(SealingKey key) {
		this.latestKey = key;
		this.ready.tryEmitEmpty();
	}

	private void takeHello(Payload payload) {
		try {
			byte[] helloBytes = Envelope.bytes(payload.metadata());
			byte[] keyBytes = Envelope.bytes(payload.data());
			Hello hello = Hello.decode(helloBytes);
			Session session;
			if (hello.enciphered()) {
				SessionSecret secret = SessionSecret.generate();
				byte[] wrapped = secret.wrap(SealingKey.publicKey(keyBytes));
				session = secret.appSession(SessionSecret.transcript(this.setupEntry, helloBytes, keyBytes));
				// Before anything else can be sent that needs it.
				this.proxy.fireAndForget(new Message(MessageType.SESSION, 0, 0, wrapped).toPayload())
					.subscribe(null, (ex) -> {
						// The connection has ended, which onClose() tells.
					});
			}
			else if (this.settings.secure()) {
				session = Session.plain();
			}
			else {
				throw new WireException(WireFailure.DOWNGRADED,
						"The proxy wants to have metrics unenciphered, but this app is not connected over TLS: "
								+ "somebody between the two may be ending TLS, or pretending to be the proxy");
			}
			this.negotiated = new Negotiated(hello, session);
			this.ready.tryEmitEmpty();
		}
		catch (WireException ex) {
			fail(ex);
		}
		finally {
			payload.release();
		}
	}

	private void takeGoAway(Negotiated negotiated, Payload payload) {
		try {
			Message message = Message.take(payload, MAX_REQUEST_BYTES);
			negotiated.session().open(message, MessageType.GO_AWAY, 0);
			this.goAway.tryEmitEmpty();
		}
		catch (WireException ex) {
			fail(ex);
		}
	}

	private Mono<Payload> answer(Negotiated negotiated, Payload payload) {
		Session session = negotiated.session();
		long counter;
		ExpositionFormat format;
		try {
			Message pull = Message.take(payload, MAX_REQUEST_BYTES);
			counter = pull.counter();
			format = choose(Formats.ofRequest(session.open(pull, MessageType.PULL, 0)));
		}
		catch (WireException ex) {
			fail(ex);
			return Mono.error(ex);
		}
		Hello hello = negotiated.hello();
		return Mono.fromCallable(() -> answer(format, hello.snappy(), hello.maxExpositionBytes(), (exposition) -> {
			ExpositionBody.encode(exposition, format, hello);
			return session
				.seal(MessageType.ANSWER, counter, exposition.array(), exposition.offset(), exposition.length())
				.toPayload();
		})).onErrorMap(WireException.class, WireException::toErrorFrame).subscribeOn(this.scheduler);
	}

	private ExpositionFormat choose(List<ExpositionFormat> accepted) {
		return accepted.stream()
			.filter(this.settings.formats()::contains)
			.findFirst()
			.orElse(ExpositionFormat.TEXT_0_0_4);
	}

	private Payload answer(ExpositionFormat format, boolean snappy, long maxSize, Sealer sealer) throws IOException {
		long start = System.nanoTime();
		try {
			ExpositionBuffer exposition = takeBuffer(snappy);
			exposition.fill(this.source, format, maxSize);
			Payload answer = sealer.seal(exposition);
			this.buffer.set(new SoftReference<>(exposition));
			this.listener.scraped((int) exposition.size(), Duration.ofNanos(System.nanoTime() - start));
			return answer;
		}
		catch (Throwable ex) {
			this.listener.scrapeFailed(ex);
			throw ex;
		}
	}

	/**
	 * Nobody else has the buffer meanwhile.
	 */
	private ExpositionBuffer takeBuffer(boolean snappy) {
		SoftReference<ExpositionBuffer> reference = this.buffer.getAndSet(null);
		ExpositionBuffer buffer = (reference != null) ? reference.get() : null;
		return (buffer != null && buffer.isSnappy() == snappy) ? buffer : new ExpositionBuffer(snappy);
	}

	/**
	 * Makes an answer of an exposition.
	 */
	@FunctionalInterface
	private interface Sealer {

		Payload seal(ExpositionBuffer exposition);

	}

	/**
	 * What the two ends have agreed upon.
	 */
	record Negotiated(Hello hello, Session session) {
	}

}
