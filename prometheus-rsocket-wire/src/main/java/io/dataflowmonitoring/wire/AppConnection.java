package io.dataflowmonitoring.wire;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

import io.rsocket.Payload;
import io.rsocket.RSocket;
import io.rsocket.core.RSocketConnector;
import io.rsocket.frame.FrameLengthCodec;
import io.rsocket.frame.decoder.PayloadDecoder;
import io.rsocket.transport.ClientTransport;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

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

	private static final int MAX_ACKNOWLEDGEMENT_BYTES = 1024;

	private final AppSettings settings;

	private final RSocket proxy;

	private final AppResponder responder;

	private AppConnection(AppSettings settings, RSocket proxy, AppResponder responder) {
		this.settings = settings;
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
			byte[] setupEntry = Setup.entry(settings);
			AtomicReference<@Nullable AppResponder> responder = new AtomicReference<>();
			return RSocketConnector.create()
				.payloadDecoder(PayloadDecoder.ZERO_COPY)
				.maxInboundPayloadSize(FrameLengthCodec.FRAME_LENGTH_MASK)
				// What fits into one frame travels in one, as published proxies expect.
				.fragment(transport.maxFrameLength())
				.keepAlive(keepAliveInterval, keepAliveLifetime)
				.metadataMimeType(Setup.METADATA_MIME_TYPE)
				.setupPayload(Mono.fromSupplier(() -> Setup.toPayload(settings, setupEntry)))
				.acceptor((setup, proxy) -> {
					AppResponder created = new AppResponder(settings, setupEntry, source, executor, listener, proxy);
					responder.set(created);
					return Mono.just(created);
				})
				.connect(transport)
				.map((proxy) -> new AppConnection(settings, proxy, Objects.requireNonNull(responder.get())));
		});
	}

	/**
	 * Waits for the proxy's first frame. Only then is it certain that a proxy accepted
	 * the connection, and that a push can be sealed.
	 * @return completes when it has come; fails with a {@link WireException} if the
	 * connection ends before, or if the proxy breaks the protocol
	 */
	public Mono<Void> ready() {
		return Mono.firstWithSignal(this.responder.ready(), onClose().then(Mono.error(
				() -> new WireException(WireFailure.CLOSED, "The peer closed the connection before it sent a key"))));
	}

	/**
	 * Returns what the two ends speak.
	 * @return the protocol, once {@link #ready()} has completed
	 * @throws IllegalStateException before
	 */
	public Protocol protocol() {
		return (this.responder.negotiated() != null) ? Protocol.NEGOTIATED : Protocol.PUBLISHED;
	}

	/**
	 * Returns the best format for a push that both ends know.
	 * @return OpenMetrics or text, once {@link #ready()} has completed
	 * @throws IllegalStateException before
	 */
	public ExpositionFormat pushFormat() {
		AppResponder.Negotiated negotiated = this.responder.negotiated();
		return (negotiated != null && negotiated.hello().formats().contains(ExpositionFormat.OPENMETRICS_1_0_0)
				&& this.settings.formats().contains(ExpositionFormat.OPENMETRICS_1_0_0))
						? ExpositionFormat.OPENMETRICS_1_0_0 : ExpositionFormat.TEXT_0_0_4;
	}

	/**
	 * Waits for the proxy to say that it is about to stop. The app is then to connect
	 * elsewhere first and to close this connection afterwards.
	 * @return completes when the proxy has said so; never completes if it does not, as
	 * published proxies do not
	 */
	public Mono<Void> goAway() {
		return this.responder.goAway();
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
		return ready().then(Mono.defer(() -> {
			AppResponder.Negotiated negotiated = this.responder.negotiated();
			return (negotiated != null) ? push(exposition, negotiated) : pushToPublished(exposition);
		}));
	}

	/**
	 * Waits for the end of the connection.
	 * @return completes when the connection has ended in good order; fails with a
	 * {@link WireException} that says why if it has broken
	 */
	public Mono<Void> onClose() {
		return this.proxy.onClose().onErrorMap(this::closeFailure).then(Mono.defer(() -> {
			WireException failure = this.responder.failure();
			return (failure != null) ? Mono.error(failure) : Mono.empty();
		}));
	}

	/**
	 * Closes the connection.
	 */
	public void dispose() {
		this.proxy.dispose();
	}

	private WireException closeFailure(Throwable ex) {
		WireException failure = this.responder.failure();
		return (failure != null) ? failure
				: WireException.ofPeer(WireFailure.CLOSED, "The proxy closed the connection", ex);
	}

	private Mono<Void> pushToPublished(WireExposition exposition) {
		if (exposition.format() != ExpositionFormat.TEXT_0_0_4) {
			return Mono.error(new IllegalArgumentException(
					"A published proxy takes " + ExpositionFormat.TEXT_0_0_4 + " only, not " + exposition.format()));
		}
		return send(Envelope.seal(exposition, this.responder.latestKey()).toPayload()).doOnNext(Payload::release)
			.then();
	}

	private Mono<Void> push(WireExposition exposition, AppResponder.Negotiated negotiated) {
		if (!negotiated.hello().formats().contains(exposition.format())) {
			return Mono.error(new IllegalArgumentException("The proxy does not take pushes in " + exposition.format()));
		}
		Session session = negotiated.session();
		Message push = session.seal(MessageType.PUSH, 0, ExpositionBody.encode(exposition, negotiated.hello()));
		return send(push.toPayload()).map((answer) -> Message.take(answer, MAX_ACKNOWLEDGEMENT_BYTES))
			.switchIfEmpty(Mono.error(() -> new WireException(WireFailure.MALFORMED,
					"The proxy answered a push without an acknowledgement")))
			.doOnNext((answer) -> session.open(answer, MessageType.ACKNOWLEDGEMENT, push.counter()))
			.doOnError(WireException.class, (ex) -> {
				if (ex.reason() != WireFailure.CLOSED && ex.reason() != WireFailure.PUSH_REFUSED) {
					this.responder.fail(ex);
				}
			})
			.then();
	}

	private Mono<Payload> send(Payload push) {
		return this.proxy.requestResponse(push)
			.onErrorMap((ex) -> WireException.ofPeer(WireFailure.PUSH_REFUSED, "The proxy refused the push", ex));
	}

}
