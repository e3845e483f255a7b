package io.dataflowmonitoring.proxy;

import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.netty.resources.LoopResources;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.dataflowmonitoring.proxy.connection.AppAdmission;
import io.dataflowmonitoring.proxy.connection.AppDrain;
import io.dataflowmonitoring.proxy.connection.AppListener;
import io.dataflowmonitoring.proxy.connection.AppRegistry;
import io.dataflowmonitoring.proxy.connection.AppServer;
import io.dataflowmonitoring.proxy.connection.AppTls;
import io.dataflowmonitoring.proxy.connection.ConnectionGate;
import io.dataflowmonitoring.proxy.connection.ConnectionLimits;
import io.dataflowmonitoring.proxy.connection.FinalPushReceiver;
import io.dataflowmonitoring.proxy.connection.ConnectionFailures;
import io.dataflowmonitoring.proxy.connection.TransportType;
import io.dataflowmonitoring.wire.AcceptorSettings;
import io.dataflowmonitoring.wire.ProxyAcceptor;
import io.dataflowmonitoring.wire.ProxyKeys;

/**
 * The servers that apps connect to: one per transport, all of the same making.
 */
@Configuration(proxyBeanMethods = false)
class AppServerConfiguration {

	private final ProxyProperties properties;

	private final ConnectionProperties connectionProperties;

	private final LoopResources eventLoops;

	private final ProxyKeys keys;

	private final Scheduler scheduler;

	private final AppRegistry registry;

	private final FinalPushReceiver pushReceiver;

	private final ConnectionLimits limits;

	private final ConnectionFailures failures;

	private final @Nullable AppTls tls;

	AppServerConfiguration(ProxyProperties properties, ConnectionProperties connectionProperties,
			LoopResources eventLoops, ProxyKeys keys, Scheduler scheduler, AppRegistry registry,
			FinalPushReceiver pushReceiver, ConnectionLimits limits, ConnectionFailures failures,
			ObjectProvider<AppTls> tls) {
		this.properties = properties;
		this.connectionProperties = connectionProperties;
		this.eventLoops = eventLoops;
		this.keys = keys;
		this.scheduler = scheduler;
		this.registry = registry;
		this.pushReceiver = pushReceiver;
		this.limits = limits;
		this.failures = failures;
		this.tls = tls.getIfAvailable();
	}

	@Bean
	AppServer tcpServer() {
		return server(TransportType.TCP, this.properties.tcpPort(), this.connectionProperties.tcpTokenRequired());
	}

	@Bean
	AppServer websocketServer() {
		return server(TransportType.WEBSOCKET, this.properties.websocketPort(),
				this.connectionProperties.websocketTokenRequired());
	}

	@Bean
	AppDrain appDrain(List<AppServer> servers) {
		return new AppDrain(this.registry, servers, this.connectionProperties.drainTimeout());
	}

	private AppServer server(TransportType transport, int port, boolean tokenRequired) {
		ConnectionGate gate = new ConnectionGate(transport, this.limits, this.failures, this.tls != null);
		AppListener listener = new AppListener(gate, this.registry, this.pushReceiver);
		AppAdmission admission = new AppAdmission(this.registry, this.connectionProperties.appTokens(), tokenRequired);
		ProxyAcceptor acceptor = new ProxyAcceptor(this.keys, settings(), this.scheduler, admission, listener);
		return new AppServer(transport, this.properties.address(port), this.eventLoops, acceptor, this.tls, gate);
	}

	private AcceptorSettings settings() {
		return new AcceptorSettings(Math.toIntExact(this.properties.maxExpositionSize().toBytes()),
				Math.toIntExact(this.connectionProperties.maxAnswerSize().toBytes()), this.tls != null);
	}

}
