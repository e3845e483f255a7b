package io.dataflowmonitoring.wire;

import java.util.List;
import java.util.function.IntFunction;

import io.rsocket.RSocket;
import reactor.core.publisher.Mono;

/**
 * The proxy's end of one protocol: asks the app, and takes what it sends.
 */
interface AppLink extends RSocket {

	/**
	 * Sends the first frame.
	 */
	Mono<Void> greet();

	/**
	 * As {@link ProxyConnection#pull(List, IntFunction)} says.
	 */
	Mono<WireExposition> pull(List<ExpositionFormat> accepted, IntFunction<byte[]> arrays);

	/**
	 * As {@link ProxyConnection#goAway()} says.
	 */
	Mono<Void> goAway();

	/**
	 * The connection has ended.
	 */
	void closed();

}
