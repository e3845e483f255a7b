package io.dataflowmonitoring.wire;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;

import io.rsocket.Payload;
import io.rsocket.RSocket;
import io.rsocket.SocketAcceptor;
import io.rsocket.core.RSocketConnector;
import io.rsocket.frame.FrameLengthCodec;
import io.rsocket.frame.decoder.PayloadDecoder;
import io.rsocket.transport.ClientTransport;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The app's end of one connection. It answers the proxy's pulls by itself.
 */
public final class AppConnection {

	/**
	 * How often each end shows that it is alive.
	 */
	private static final Duration KEEP_ALIVE_INTERVAL = Duration.ofSeconds(15);

	/**
	 * After how long without a sign of life each end gives the connection up. Generous,
	 * because an app on a busy machine may stall for long while it starts.
	 */
	private static final Duration KEEP_ALIVE_LIFETIME = Duration.ofSeconds(60);

	private final RSocket proxy;

	private final Responder responder;

	private AppConnection(RSocket proxy, Responder responder) {
		this.proxy = proxy;
		this.responder = responder;
	}

	/**
	 * Connects once, without a retry.
	 * @param transport how to reach the proxy
	 * @param settings what the app says about itself
	 * @param source what to answer the proxy's pulls with
	 * @param executor where expositions are written and sealed, since either may take
	 * long; the caller shuts it down
	 * @param listener is told how pulls went
	 * @return the connection, as soon as the transport is connected. Whether it is a
	 * proxy that listens there shows later: see {@link #ready()}
	 */
	public static Mono<AppConnection> connect(ClientTransport transport, AppSettings settings, ExpositionSource source,
			Executor executor, ScrapeListener listener) {
		return connect(transport, settings, source, executor, listener, KEEP_ALIVE_INTERVAL, KEEP_ALIVE_LIFETIME);
	}

	static Mono<AppConnection> connect(ClientTransport transport, AppSettings settings, ExpositionSource source,
			Executor executor, ScrapeListener listener, Duration keepAliveInterval, Duration keepAliveLifetime) {
		return Mono.defer(() -> {
			Responder responder = new Responder(source, executor, listener);
			return RSocketConnector.create()
				.payloadDecoder(PayloadDecoder.ZERO_COPY)
				.maxInboundPayloadSize(FrameLengthCodec.FRAME_LENGTH_MASK)
				.keepAlive(keepAliveInterval, keepAliveLifetime)
				.acceptor(SocketAcceptor.with(responder))
				.connect(transport)
				.map((proxy) -> new AppConnection(proxy, responder));
		});
	}

	/**
	 * Waits for the proxy's first key. Only then is it certain that a proxy accepted the
	 * connection, and that a push can be sealed.
	 * @return completes when the key has come; fails with a {@link WireException} if the
	 * connection ends before
	 */
	public Mono<Void> ready() {
		return Mono.firstWithSignal(this.responder.ready.asMono(), onClose().then(Mono.error(
				() -> new WireException(WireFailure.CLOSED, "The peer closed the connection before it sent a key"))));
	}

	/**
	 * Returns what the two ends speak.
	 * @return the protocol, once {@link #ready()} has completed
	 * @throws IllegalStateException before
	 */
	public Protocol protocol() {
		return Protocol.PUBLISHED;
	}

	/**
	 * Returns the best format for a push that both ends know.
	 * @return OpenMetrics or text, once {@link #ready()} has completed
	 * @throws IllegalStateException before
	 */
	public ExpositionFormat pushFormat() {
		return ExpositionFormat.TEXT_0_0_4;
	}

	/**
	 * Waits for the proxy to say that it is about to stop. The app is then to connect
	 * elsewhere first and to close this connection afterwards.
	 * @return completes when the proxy has said so; never completes if it does not, as
	 * published proxies do not
	 */
	public Mono<Void> goAway() {
		return Mono.never();
	}

	/**
	 * Sends last metrics to the proxy.
	 * @param exposition the metrics, in {@link #pushFormat()} or text format 0.0.4, which
	 * every proxy takes
	 * @return completes when the proxy has acknowledged them; fails with a
	 * {@link WireException}, whose reason is {@link WireFailure#PUSH_REFUSED} if the
	 * proxy refuses them and {@link WireFailure#CLOSED} if the connection ends before the
	 * proxy has answered
	 */
	public Mono<Void> push(WireExposition exposition) {
		return ready().then(Mono.fromCallable(() -> this.responder.seal(exposition.bytes()).toPayload()))
			.flatMap(this::send);
	}

	/**
	 * Waits for the end of the connection.
	 * @return completes when the connection has ended in good order; fails with a
	 * {@link WireException} that says why if it has broken
	 */
	public Mono<Void> onClose() {
		return this.proxy.onClose()
			.onErrorMap((ex) -> WireException.ofPeer(WireFailure.CLOSED, "The proxy closed the connection", ex));
	}

	/**
	 * Closes the connection.
	 */
	public void dispose() {
		this.proxy.dispose();
	}

	private Mono<Void> send(Payload push) {
		return this.proxy.requestResponse(push)
			.onErrorMap((ex) -> WireException.ofPeer(WireFailure.PUSH_REFUSED, "The proxy refused the push", ex))
			.doOnNext(Payload::release)
			.then();
	}

	/**
	 * Answers what the proxy sends: keys, and requests with a key.
	 */
	private static final class Responder implements RSocket {

		private final ExpositionSource source;

		private final Scheduler scheduler;

		private final ScrapeListener listener;

		private final Sinks.Empty<Void> ready = Sinks.empty();

		private volatile @Nullable SealingKey latestKey;

		private Responder(ExpositionSource source, Executor executor, ScrapeListener listener) {
			this.source = source;
			// A lambda, since Reactor interrupts the thread of an ExecutorService when
			// the
			// proxy cancels a pull, and an interrupt closes the file channels that the
			// exposition source happens to use.
			this.scheduler = Schedulers.fromExecutor((task) -> executor.execute(task));
			this.listener = listener;
		}

		@Override
		public Mono<Void> fireAndForget(Payload payload) {
			accept(SealingKey.take(payload));
			return Mono.empty();
		}

		@Override
		public Mono<Payload> requestResponse(Payload payload) {
			SealingKey key = SealingKey.take(payload);
			accept(key);
			return Mono.fromCallable(() -> answer(key)).subscribeOn(this.scheduler);
		}

		private void accept(SealingKey key) {
			this.latestKey = key;
			this.ready.tryEmitEmpty();
		}

		private Payload answer(SealingKey key) throws IOException {
			long start = System.nanoTime();
			try {
				byte[] exposition = this.source.write(ExpositionFormat.TEXT_0_0_4);
				Envelope envelope = Envelope.seal(exposition, key);
				this.listener.scraped(exposition.length, Duration.ofNanos(System.nanoTime() - start));
				return envelope.toPayload();
			}
			catch (Throwable ex) {
				this.listener.scrapeFailed(ex);
				throw ex;
			}
		}

		private Envelope seal(byte[] exposition) {
			return Envelope.seal(exposition, Objects.requireNonNull(this.latestKey, "ready() comes first"));
		}

	}

}
