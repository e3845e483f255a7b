package io.dataflowmonitoring.proxy.connection;

import java.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import io.dataflowmonitoring.proxy.exposition.AppIdentity;
import io.dataflowmonitoring.wire.AppDescription;
import io.dataflowmonitoring.wire.ExpositionFormat;
import io.dataflowmonitoring.wire.Protocol;
import io.dataflowmonitoring.wire.ProxyConnection;
import io.dataflowmonitoring.wire.WireExposition;

/**
 * One connection of an app, so that whoever deals with apps needs no real one.
 *
 * @param transport how the app is connected
 * @param remoteAddress where it has connected from; null if that is not known
 * @param protocol what it speaks
 * @param described who it says that it is; unknown if it says nothing
 * @param formats what it can write
 * @param pull asks it for its current metrics, in one of the formats given, in an array
 * that is given too
 * @param goAway tells it to connect elsewhere, once subscribed to
 * @param close closes the connection
 */
record AppLink(TransportType transport, @Nullable SocketAddress remoteAddress, Protocol protocol, AppIdentity described,
		Set<ExpositionFormat> formats,
		BiFunction<List<ExpositionFormat>, IntFunction<byte[]>, Mono<WireExposition>> pull, Supplier<Mono<Void>> goAway,
		Runnable close) {

	static AppLink of(TransportType transport, ProxyConnection connection) {
		return new AppLink(transport, connection.remoteAddress(), connection.protocol(),
				identity(connection.description()), connection.formats(), connection::pull, connection::goAway,
				connection::dispose);
	}

	/**
	 * Leaves out what the proxy does not know as a label of its own metrics.
	 */
	private static AppIdentity identity(AppDescription description) {
		Map<String, String> labels = new LinkedHashMap<>();
		for (String name : AppIdentity.LABELS) {
			String value = description.labels().get(name);
			if (value != null) {
				labels.put(name, value);
			}
		}
		return new AppIdentity(labels);
	}

}
