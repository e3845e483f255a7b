package io.dataflowmonitoring.wire;

import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A proxy that notes down what it is told.
 */
final class RecordingListener implements ConnectionListener {

	final List<ProxyConnection> connections = new CopyOnWriteArrayList<>();

	final List<String> events = new CopyOnWriteArrayList<>();

	volatile Consumer<WireExposition> keepBytes = (exposition) -> {
	};

	volatile Function<String, Mono<Void>> keep = (exposition) -> Mono.empty();

	@Override
	public void refused(@Nullable SocketAddress remoteAddress, AdmissionException failure) {
		this.events.add("refused " + failure.reason().label());
	}

	@Override
	public void connected(ProxyConnection connection) {
		this.events.add("connected");
		this.connections.add(connection);
	}

	@Override
	public Mono<Void> pushed(ProxyConnection connection, WireExposition exposition) {
		this.keepBytes.accept(exposition);
		String text = new String(exposition.bytes(), StandardCharsets.UTF_8);
		return this.keep.apply(text).doOnSuccess((none) -> this.events.add("pushed " + text));
	}

	@Override
	public void pushFailed(ProxyConnection connection, WireException failure) {
		this.events.add("push failed " + failure.reason().label());
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
