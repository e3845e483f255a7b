package io.dataflowmonitoring.systemtests.resilience;

import java.io.IOException;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

import io.dataflowmonitoring.systemtests.fleet.FleetNetwork;
import io.dataflowmonitoring.systemtests.fleet.ProxyAddress;
import io.dataflowmonitoring.systemtests.fleet.PublishedPeer;
import io.dataflowmonitoring.wire.AppConnection;
import io.dataflowmonitoring.wire.AppDescription;
import io.dataflowmonitoring.wire.AppSettings;
import io.dataflowmonitoring.wire.ExpositionFormat;
import io.dataflowmonitoring.wire.ExpositionSource;
import io.dataflowmonitoring.wire.ScrapeListener;
import io.rsocket.Payload;
import io.rsocket.transport.ClientTransport;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * A peer of the proxy that behaves badly until it is closed, however often it is thrown
 * out.
 */
interface BadNeighbour extends AutoCloseable {

	@Override
	void close() throws IOException;

	/** Speaks the published protocol well, but answers what it likes. */
	static BadNeighbour published(ClientTransport transport, Function<PublicKey, Mono<Payload>> answer) {
		return published(transport, answer, (peer) -> Mono.empty());
	}

	/** The same, and does something else once it is connected. */
	static BadNeighbour published(ClientTransport transport, Function<PublicKey, Mono<Payload>> answer,
			Function<PublishedPeer, Mono<Void>> action) {
		return again(Mono.usingWhen(PublishedPeer.connect(transport, answer),
				(peer) -> peer.key().then(Mono.defer(() -> action.apply(peer))).then(peer.onClose()),
				(peer) -> Mono.fromRunnable(peer::dispose)));
	}

	/** Speaks our protocol well, but answers what it likes. */
	static BadNeighbour ours(ClientTransport transport, AppDescription description, ExpositionSource source,
			Executor executor) {
		AppSettings settings = new AppSettings(description, null, Set.of(ExpositionFormat.TEXT_0_0_4), false);
		return again(Mono.usingWhen(AppConnection.connect(transport, settings, source, executor, new DeafListener()),
				AppConnection::onClose, (connection) -> Mono.fromRunnable(connection::dispose)));
	}

	/** Speaks our protocol, and somebody on the way alters what it says. */
	static BadNeighbour behind(TamperingRelay relay, FleetNetwork network,
			Function<ClientTransport, BadNeighbour> app) {
		BadNeighbour neighbour = app.apply(network.tcp(ProxyAddress.local(relay.port(), 0)));
		return () -> {
			neighbour.close();
			relay.close();
		};
	}

	/** Speaks TCP, and what else it likes. */
	static BadNeighbour raw(int port, Conversation conversation) {
		Thread thread = new Thread(() -> {
			while (!Thread.currentThread().isInterrupted()) {
				try (RawConnection connection = new RawConnection(port)) {
					conversation.with(connection);
				}
				catch (IOException ex) {
					// Thrown out, as it deserves.
				}
				LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
			}
		}, "bad-neighbour");
		thread.setDaemon(true);
		thread.start();
		return thread::interrupt;
	}

	private static BadNeighbour again(Mono<Void> connection) {
		Disposable running = connection.onErrorComplete().then(Mono.delay(Duration.ofMillis(100))).repeat().subscribe();
		return running::dispose;
	}

	/** What is said on one connection. Returns to be connected anew. */
	interface Conversation {

		void with(RawConnection connection) throws IOException;

	}

	/** What it thinks of how pulls went matters to nobody. */
	final class DeafListener implements ScrapeListener {

		@Override
		public void scraped(int bytes, Duration took) {
			// Nobody asks.
		}

		@Override
		public void scrapeFailed(Throwable failure) {
			// Nobody asks.
		}

	}

}
