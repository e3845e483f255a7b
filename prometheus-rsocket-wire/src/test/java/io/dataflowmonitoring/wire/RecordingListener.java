package io.dataflowmonitoring.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import reactor.core.publisher.Mono;

/**
 * A proxy that notes down what it is told.
 */
final class RecordingListener implements ConnectionListener {

	final List<ProxyConnection> connections = new CopyOnWriteArrayList<>();

	final List<String> events = new CopyOnWriteArrayList<>();

	volatile Function<String, Mono<Void>> keep = (exposition) -> Mono.empty();

	@Override
	public void connected(ProxyConnection connection) {
		this.events.add("connected");
		this.connections.add(connection);
	}

	@Override
	public Mono<Void> pushed(ProxyConnection connection, byte[] exposition) {
		String text = new String(exposition, StandardCharsets.UTF_8);
		return this.keep.apply(text).doOnSuccess((none) -> this.events.add("pushed " + text));
	}

	@Override
	public void failed(ProxyConnection connection, WireException failure) {
		this.events.add("failed " + failure.reason().label());
	}

	@Override
	public void closed(ProxyConnection connection) {
		this.events.add("closed");
		this.connections.remove(connection);
	}

}
