package io.dataflowmonitoring.wire;

import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

import io.rsocket.Closeable;
import io.rsocket.Payload;
import io.rsocket.RSocket;
import io.rsocket.core.RSocketServer;
import io.rsocket.frame.decoder.PayloadDecoder;
import io.rsocket.transport.ServerTransport;
import io.rsocket.util.EmptyPayload;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Accepts apps that connect to the proxy, over any number of transports.
 */
public final class ProxyAcceptor {

	private final ProxyKeys keys;

	private final int maxExpositionBytes;

	private final Scheduler scheduler;

	private final Admission admission;

	private final ConnectionListener listener;

	/**
	 * Creates an acceptor.
	 * @param keys what apps seal their answers for
	 * @param settings what apps are allowed
	 * @param scheduler where envelopes are opened, which is processor work of a
	 * millisecond and more each: neither an event loop nor {@code Schedulers.parallel()},
	 * whose threads also run everybody's timeouts; the caller disposes it
	 * @param admission decides which apps may connect
	 * @param listener is told what the apps do
	 * @throws IllegalStateException if Snappy's native library does not load
	 */
	public ProxyAcceptor(ProxyKeys keys, AcceptorSettings settings, Scheduler scheduler, Admission admission,
			ConnectionListener listener) {
		Compression.load();
		this.keys = keys;
		this.maxExpositionBytes = settings.maxExpositionBytes();
		this.scheduler = scheduler;
		this.admission = admission;
		this.listener = listener;
	}

	/**
	 * Starts to accept apps on a transport.
	 * @param transport the transport
	 * @param <T> what the transport gives for a server
	 * @return the server, once it is bound; fails if it cannot be bound
	 */
	public <T extends Closeable> Mono<T> bind(ServerTransport<T> transport) {
		// One server per connection, since only a connection knows its remote address.
		return transport
			.start((connection) -> server(connection.remoteAddress()).asConnectionAcceptor(transport.maxFrameLength())
				.apply(connection));
	}

	private RSocketServer server(@Nullable SocketAddress remoteAddress) {
		return RSocketServer.create((setup, app) -> Mono.fromSupplier(() -> accept(app, remoteAddress)))
			.payloadDecoder(PayloadDecoder.ZERO_COPY)
			.maxInboundPayloadSize(Envelope.maxPayloadSize(this.maxExpositionBytes));
	}

	private RSocket accept(RSocket app, @Nullable SocketAddress remoteAddress) {
		try {
			this.admission.admit(new ConnectionRequest(remoteAddress, Protocol.PUBLISHED, AppDescription.NONE, null));
		}
		catch (AdmissionException ex) {
			this.listener.refused(remoteAddress, ex);
			throw ex;
		}
		ProxyConnection connection = new ProxyConnection(app, remoteAddress, this.keys, this.maxExpositionBytes,
				this.scheduler);
		this.listener.connected(connection);
		Pushes pushes = new Pushes(connection);
		app.onClose().subscribe(null, (ex) -> pushes.finished(), pushes::finished);
		// Now, so that the app can push even if it ends before the first scrape.
		connection.sendKey().subscribe(null, (ex) -> app.dispose());
		return pushes;
	}

	/**
	 * Receives what one app sends of its own accord: its final pushes.
	 */
	private final class Pushes implements RSocket {

		private final ProxyConnection connection;

		/**
		 * The open connection counts as one, and each push that is being dealt with.
		 */
		private final AtomicInteger unfinished = new AtomicInteger(1);

		private Pushes(ProxyConnection connection) {
			this.connection = connection;
		}

		@Override
		public Mono<Void> fireAndForget(Payload payload) {
			receive(payload);
			return Mono.empty();
		}

		@Override
		public Mono<Payload> requestResponse(Payload payload) {
			return receive(payload).thenReturn(EmptyPayload.INSTANCE);
		}

		/**
		 * Starts to deal with a push. That goes on even if nobody waits for it: published
		 * clients close the connection right after a push.
		 */
		private Mono<Void> receive(Payload payload) {
			this.unfinished.incrementAndGet();
			Mono<Void> kept = take(payload).publishOn(ProxyAcceptor.this.scheduler)
				.map(this.connection::open)
				.doOnError(WireException.class, (ex) -> ProxyAcceptor.this.listener.pushFailed(this.connection, ex))
				.flatMap((exposition) -> ProxyAcceptor.this.listener.pushed(this.connection,
						new WireExposition(exposition, ExpositionFormat.TEXT_0_0_4)))
				.doFinally((signal) -> finished())
				.cache();
			kept.subscribe(null, (ex) -> {
				// The listener knows.
			});
			return kept;
		}

		/**
		 * Reads the payload at once, so that it is released whatever becomes of the push.
		 */
		private Mono<Envelope> take(Payload payload) {
			try {
				return Mono.just(Envelope.take(payload, ProxyAcceptor.this.maxExpositionBytes));
			}
			catch (WireException ex) {
				return Mono.error(ex);
			}
		}

		private void finished() {
			if (this.unfinished.decrementAndGet() == 0) {
				ProxyAcceptor.this.listener.closed(this.connection);
			}
		}

	}

}
