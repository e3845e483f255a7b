package io.dataflowmonitoring.proxy;

import reactor.core.scheduler.Scheduler;
import reactor.netty.resources.LoopResources;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.dataflowmonitoring.proxy.connection.AppListener;
import io.dataflowmonitoring.proxy.connection.AppRegistry;
import io.dataflowmonitoring.proxy.connection.AppServer;
import io.dataflowmonitoring.proxy.connection.FinalPushReceiver;
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

	private final LoopResources eventLoops;

	private final ProxyKeys keys;

	private final Scheduler scheduler;

	private final AppRegistry registry;

	private final FinalPushReceiver pushReceiver;

	AppServerConfiguration(ProxyProperties properties, LoopResources eventLoops, ProxyKeys keys, Scheduler workScheduler,
			AppRegistry registry, FinalPushReceiver pushReceiver) {
		this.properties = properties;
		this.eventLoops = eventLoops;
		this.keys = keys;
		this.scheduler = workScheduler;
		this.registry = registry;
		this.pushReceiver = pushReceiver;
	}

	@Bean
	AppServer tcpServer() {
		return server(TransportType.TCP, this.properties.tcpPort());
	}

	@Bean
	AppServer websocketServer() {
		return server(TransportType.WEBSOCKET, this.properties.websocketPort());
	}

	private AppServer server(TransportType transport, int port) {
		AppListener listener = new AppListener(transport, this.registry, this.pushReceiver);
		int maxExpositionSize = Math.toIntExact(this.properties.maxExpositionSize().toBytes());
		// The largest frame of published clients, which do not fragment.
		AcceptorSettings settings = new AcceptorSettings(maxExpositionSize, 1 << 24, false);
		ProxyAcceptor acceptor = new ProxyAcceptor(this.keys, settings, this.scheduler, (request) -> {
		}, listener);
		return new AppServer(transport, this.properties.address(port), this.eventLoops, acceptor);
	}

}
