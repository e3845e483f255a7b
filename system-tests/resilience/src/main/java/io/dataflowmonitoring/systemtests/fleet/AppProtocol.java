package io.dataflowmonitoring.systemtests.fleet;

import java.util.Map;
import java.util.concurrent.Executor;

import io.rsocket.transport.ClientTransport;
import reactor.core.publisher.Mono;

/**
 * What an app speaks with the proxy.
 */
public enum AppProtocol {

	/**
	 * What the published clients (1.x) speak, written here from the protocol's
	 * description and not with our own wire module, so that an error there cannot cancel
	 * itself out.
	 */
	PUBLISHED,

	/**
	 * What our own clients speak, with our own wire module.
	 */
	OURS;

	/**
	 * Connects once, without a retry.
	 * @param transport how to reach the proxy
	 * @param identity the labels that say who the app is
	 * @param metrics what to answer pulls with
	 * @param executor where metrics are written and sealed
	 * @return the link, as soon as the transport is connected
	 */
	Mono<? extends AppLink> connect(ClientTransport transport, Map<String, String> identity, SimulatedMetrics metrics,
			Executor executor) {
		return switch (this) {
			case PUBLISHED -> PublishedLink.connect(transport, metrics, executor);
			case OURS -> WireLink.connect(transport, identity, metrics, executor);
		};
	}

}
