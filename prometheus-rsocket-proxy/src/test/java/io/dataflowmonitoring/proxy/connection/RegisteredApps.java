package io.dataflowmonitoring.proxy.connection;

import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;

import reactor.core.publisher.Mono;

import io.dataflowmonitoring.proxy.exposition.AppIdentity;
import io.dataflowmonitoring.wire.ExpositionFormat;
import io.dataflowmonitoring.wire.Protocol;
import io.dataflowmonitoring.wire.WireExposition;

/**
 * Registers apps that have no connection and have not said who they are.
 */
public final class RegisteredApps {

	private RegisteredApps() {
	}

	/**
	 * Registers an app that answers in the text format.
	 */
	public static App published(AppRegistry registry, Mono<byte[]> answer) {
		// As large on the wire as it is: nobody has compressed it.
		return add(registry, Protocol.PUBLISHED, Set.of(ExpositionFormat.TEXT_0_0_4), (accepted, arrays) -> answer
			.map((bytes) -> new WireExposition(bytes, ExpositionFormat.TEXT_0_0_4, bytes.length)));
	}

	/**
	 * Registers an app that answers in several formats.
	 */
	public static App negotiated(AppRegistry registry, Set<ExpositionFormat> formats,
			Function<List<ExpositionFormat>, Mono<WireExposition>> answer) {
		return add(registry, Protocol.NEGOTIATED, formats, (accepted, arrays) -> answer.apply(accepted));
	}

	/**
	 * Registers an app that answers in the text format, in the arrays that it is given.
	 */
	public static App inArrays(AppRegistry registry, Function<IntFunction<byte[]>, Mono<WireExposition>> answer) {
		return add(registry, Protocol.NEGOTIATED, Set.of(ExpositionFormat.TEXT_0_0_4),
				(accepted, arrays) -> answer.apply(arrays));
	}

	private static App add(AppRegistry registry, Protocol protocol, Set<ExpositionFormat> formats,
			BiFunction<List<ExpositionFormat>, IntFunction<byte[]>, Mono<WireExposition>> answer) {
		return registry.add(new AppLink(TransportType.TCP, null, protocol, AppIdentity.UNKNOWN, formats, answer,
				Mono::empty, () -> {
				}));
	}

}
