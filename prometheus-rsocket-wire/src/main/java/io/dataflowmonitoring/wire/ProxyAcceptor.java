package io.dataflowmonitoring.wire;

import java.net.SocketAddress;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.rsocket.Closeable;
import io.rsocket.ConnectionSetupPayload;
import io.rsocket.DuplexConnection;
import io.rsocket.RSocket;
import io.rsocket.core.RSocketServer;
import io.rsocket.frame.FrameLengthCodec;
import io.rsocket.frame.decoder.PayloadDecoder;
import io.rsocket.transport.ServerTransport;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Accepts apps that connect to the proxy, over any number of transports.
 */
public final class ProxyAcceptor {

	/**
	 * The longest time that a peer may ask to be kept without a sign of life, in
	 * milliseconds. Published clients ask for 90 seconds.
	 */
	private static final int MAX_KEEPALIVE_LIFETIME = 3_600_000;

	/**
	 * Ample for what comes with an answer: headers and, from published clients, a key.
	 */
	private static final int MAX_METADATA_BYTES = 4096;

	private final ProxyKeys keys;

	private final AcceptorSettings settings;

	private final Scheduler scheduler;

	private final Admission admission;

	private final ConnectionListener listener;

	private final ScratchArrays scratch = new ScratchArrays();

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
		this.settings = settings;
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
		return transport.start((connection) -> accept(connection, transport.maxFrameLength()));
	}

	private Mono<Void> accept(DuplexConnection connection, int maxFrameLength) {
		ConnectionGuard guard = new ConnectionGuard(connection);
		Newcomer newcomer = new Newcomer(guard);
		connection.onClose().subscribe(null, (ex) -> newcomer.closed(), newcomer::closed);
		// One server per connection, since each has its own guard.
		return RSocketServer.create((setup, app) -> Mono.fromSupplier(() -> newcomer.accept(setup, app)))
			.payloadDecoder(PayloadDecoder.ZERO_COPY)
			.maxInboundPayloadSize(maxInboundPayloadSize())
			.maxTimeToFirstFrame(this.settings.setupTimeout())
			.interceptors((interceptors) -> interceptors.forRequestsInResponder((app) -> guard))
			.asConnectionAcceptor(maxFrameLength)
			.apply(guard)
			.doOnError(TimeoutException.class, (ex) -> newcomer.timedOut());
	}

	/**
	 * RSocket demands room for one frame.
	 */
	private int maxInboundPayloadSize() {
		long size = (long) this.settings.maxAnswerBytes() + MAX_METADATA_BYTES;
		return Math.toIntExact(Math.min(Integer.MAX_VALUE, Math.max(FrameLengthCodec.FRAME_LENGTH_MASK, size)));
	}

	/**
	 * A peer that has connected and has yet to show that it is an app.
	 */
	private final class Newcomer {

		private final ConnectionGuard guard;

		private final AtomicBoolean decided = new AtomicBoolean();

		private Newcomer(ConnectionGuard guard) {
			this.guard = guard;
		}

		private RSocket accept(ConnectionSetupPayload setupPayload, RSocket app) {
			this.decided.set(true);
			Setup setup;
			try {
				setup = decode(setupPayload);
				ProxyAcceptor.this.admission.admit(new ConnectionRequest(remoteAddress(), setup.protocol(),
						setup.description(), setup.credentials()));
			}
			catch (AdmissionException ex) {
				ProxyAcceptor.this.listener.refused(remoteAddress(), ex);
				throw ex;
			}
			catch (RuntimeException ex) {
				ProxyAcceptor.this.listener.refused(remoteAddress(),
						new AdmissionException(AdmissionFailure.INTERNAL_ERROR, "The proxy failed: " + ex));
				throw new AdmissionException(AdmissionFailure.INTERNAL_ERROR, "The proxy failed; its log may say more");
			}
			ProxyConnection connection = new ProxyConnection(this.guard, app, setup.withoutCredentials(),
					ProxyAcceptor.this.keys, ProxyAcceptor.this.settings, ProxyAcceptor.this.scheduler,
					ProxyAcceptor.this.scratch, ProxyAcceptor.this.listener);
			ProxyAcceptor.this.listener.connected(connection);
			this.guard.onOffence(connection::fail);
			app.onClose().subscribe(null, (ex) -> connection.closed(), connection::closed);
			connection.link().greet().subscribe(null, (ex) -> connection.dispose());
			return connection.link();
		}

		private Setup decode(ConnectionSetupPayload setup) {
			if (setup.keepAliveMaxLifetime() > MAX_KEEPALIVE_LIFETIME) {
				throw new AdmissionException(AdmissionFailure.MALFORMED_SETUP,
						"The app wants to be kept for " + setup.keepAliveMaxLifetime()
								+ " ms without a sign of life, the limit is " + MAX_KEEPALIVE_LIFETIME);
			}
			return Setup.decode(setup.metadataMimeType(), setup.metadata());
		}

		private void timedOut() {
			refuse(AdmissionFailure.NO_SETUP,
					"No SETUP frame came for " + ProxyAcceptor.this.settings.setupTimeout().toSeconds() + " s");
			this.guard.dispose();
		}

		/**
		 * The connection has ended. That is nothing to report if the peer has said
		 * nothing, as probes of load balancers do.
		 */
		private void closed() {
			if (this.guard.hasSeenFrame()) {
				refuse(AdmissionFailure.MALFORMED_SETUP, "What came first was no proper SETUP frame");
			}
		}

		private void refuse(AdmissionFailure reason, String why) {
			if (this.decided.compareAndSet(false, true)) {
				ProxyAcceptor.this.listener.refused(remoteAddress(), new AdmissionException(reason, why));
			}
		}

		private @Nullable SocketAddress remoteAddress() {
			return this.guard.remoteAddress();
		}

	}

}
