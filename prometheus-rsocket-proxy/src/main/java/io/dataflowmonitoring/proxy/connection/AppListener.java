package io.dataflowmonitoring.proxy.connection;

import java.net.SocketAddress;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

import io.dataflowmonitoring.wire.AdmissionException;
import io.dataflowmonitoring.wire.ConnectionListener;
import io.dataflowmonitoring.wire.ProxyConnection;
import io.dataflowmonitoring.wire.WireException;
import io.dataflowmonitoring.wire.WireExposition;

/**
 * Keeps the registry up to date with what happens on one transport, and hands final
 * pushes on.
 */
public final class AppListener implements ConnectionListener {

	private static final Logger logger = LoggerFactory.getLogger(AppListener.class);

	private final ConnectionGate gate;

	private final AppRegistry registry;

	private final FinalPushReceiver pushReceiver;

	private final Map<ProxyConnection, App> apps = new ConcurrentHashMap<>();

	/**
	 * Creates a listener.
	 * @param gate what the connections of the transport have passed before
	 * @param registry where apps are registered
	 * @param pushReceiver takes final pushes
	 */
	public AppListener(ConnectionGate gate, AppRegistry registry, FinalPushReceiver pushReceiver) {
		this.gate = gate;
		this.registry = registry;
		this.pushReceiver = pushReceiver;
	}

	@Override
	public void refused(@Nullable SocketAddress remoteAddress, AdmissionException failure) {
		this.gate.refused(remoteAddress, failure);
	}

	@Override
	public void connected(ProxyConnection connection) {
		this.gate.accepted(connection.remoteAddress());
		this.apps.put(connection, this.registry.add(AppLink.of(this.gate.transport(), connection)));
	}

	@Override
	public Mono<Void> pushed(ProxyConnection connection, WireExposition exposition) {
		App app = app(connection);
		return Mono.defer(() -> {
			// Before the push is part of a scrape, so that nobody takes the app for back.
			app.pushed(true);
			return this.pushReceiver.receive(app, exposition);
		}).doOnError((ex) -> {
			app.pushed(false);
			logRejected(app, ex);
		});
	}

	@Override
	public void pushFailed(ProxyConnection connection, WireException failure) {
		App app = app(connection);
		if (app.isFirstUnreadablePush()) {
			logRejected(app, failure);
		}
		this.pushReceiver.unreadable(app);
	}

	@Override
	public void failed(ProxyConnection connection, WireException failure) {
		this.gate.broken(app(connection), failure);
	}

	@Override
	public void closed(ProxyConnection connection) {
		App app = this.apps.remove(connection);
		if (app != null) {
			this.registry.remove(app);
		}
	}

	private App app(ProxyConnection connection) {
		return Objects.requireNonNull(this.apps.get(connection), "The connection is not open");
	}

	private static void logRejected(App app, Throwable failure) {
		app.named(logger.atWarn())
			.log("The final push of app {} is rejected, so its last metrics are lost: {}", app, failure.getMessage());
	}

}
