package io.dataflowmonitoring.systemtests.fleet;

import java.util.concurrent.Executor;

import io.dataflowmonitoring.wire.ExpositionFormat;
import io.rsocket.Payload;
import io.rsocket.transport.ClientTransport;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A connection as the published clients have it.
 */
final class PublishedLink implements AppLink {

	private final PublishedPeer peer;

	private final SimulatedMetrics metrics;

	private PublishedLink(PublishedPeer peer, SimulatedMetrics metrics) {
		this.peer = peer;
		this.metrics = metrics;
	}

	static Mono<PublishedLink> connect(ClientTransport transport, SimulatedMetrics metrics, Executor executor) {
		Scheduler scheduler = Schedulers.fromExecutor(executor);
		return PublishedPeer
			.connect(transport,
					(key) -> Mono
						.<Payload>fromCallable(
								() -> PublishedEnvelope.seal(metrics.write(ExpositionFormat.TEXT_0_0_4), key))
						.subscribeOn(scheduler))
			.map((peer) -> new PublishedLink(peer, metrics));
	}

	@Override
	public Mono<Void> ready() {
		return this.peer.key().then();
	}

	@Override
	public Mono<Void> push() {
		return this.peer.key()
			.flatMap((key) -> Mono
				.fromCallable(() -> PublishedEnvelope.seal(this.metrics.write(ExpositionFormat.TEXT_0_0_4), key)))
			.flatMap(this.peer::push);
	}

	@Override
	public Mono<Void> onClose() {
		return this.peer.onClose();
	}

	@Override
	public void dispose() {
		this.peer.dispose();
	}

}
