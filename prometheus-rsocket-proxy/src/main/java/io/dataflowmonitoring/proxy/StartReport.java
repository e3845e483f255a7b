package io.dataflowmonitoring.proxy;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.stereotype.Component;

import io.dataflowmonitoring.proxy.connection.AppServer;

/**
 * Logs the ports that are really bound. Scripts and tests read this line, so its form
 * must not change.
 */
@Component
final class StartReport implements ApplicationListener<ApplicationReadyEvent> {

	private static final Logger logger = LoggerFactory.getLogger(StartReport.class);

	private final AppServer tcpServer;

	private final AppServer websocketServer;

	StartReport(AppServer tcpServer, AppServer websocketServer) {
		this.tcpServer = tcpServer;
		this.websocketServer = websocketServer;
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		String httpPort = event.getApplicationContext().getEnvironment().getProperty("local.server.port");
		logger.info("Proxy ready: http={} tcp={} websocket={}", httpPort, this.tcpServer.port(),
				this.websocketServer.port());
	}

}
