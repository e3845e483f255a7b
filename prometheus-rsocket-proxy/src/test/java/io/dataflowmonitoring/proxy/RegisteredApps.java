package io.dataflowmonitoring.proxy;

import java.util.List;
import java.util.Set;
import java.util.function.Function;

import reactor.core.publisher.Mono;

import io.dataflowmonitoring.proxy.connection.App;
import io.dataflowmonitoring.proxy.connection.AppRegistry;
import io.dataflowmonitoring.proxy.connection.TransportType;
import io.dataflowmonitoring.wire.ExpositionFormat;
import io.dataflowmonitoring.wire.Protocol;
import io.dataflowmonitoring.wire.WireExposition;

/**
 * Registers apps that have no connection.
 */
public final class RegisteredApps {

	private RegisteredApps() {
	}

	/**
	 * Registers an app that answers in the text format.
	 */
	public static App published(AppRegistry registry, Mono<byte[]> answer) {
		return registry.add(TransportType.TCP, null, Protocol.PUBLISHED, Set.of(ExpositionFormat.TEXT_0_0_4),
				// As large on the wire as it is: nobody has compressed it.
				(accepted) -> answer
					.map((bytes) -> new WireExposition(bytes, ExpositionFormat.TEXT_0_0_4, bytes.length)));
	}

	/**
	 * Registers an app that answers in several formats.
	 */
	public static App negotiated(AppRegistry registry, Set<ExpositionFormat> formats,
			Function<List<ExpositionFormat>, Mono<WireExposition>> answer) {
		return registry.add(TransportType.TCP, null, Protocol.NEGOTIATED, formats, answer);
	}

}
