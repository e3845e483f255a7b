package io.dataflowmonitoring.proxy.web;

import java.util.List;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

import io.dataflowmonitoring.proxy.connection.AppServer;

/**
 * Says whether apps can connect: it is up if the ports of all transports are bound.
 */
public final class AppServersHealthIndicator implements HealthIndicator {

	private final List<AppServer> servers;

	/**
	 * Creates an indicator.
	 * @param servers the servers that apps connect to
	 */
	public AppServersHealthIndicator(List<AppServer> servers) {
		this.servers = List.copyOf(servers);
	}

	@Override
	public Health health() {
		boolean allRunning = this.servers.stream().allMatch(AppServer::isAccepting);
		Health.Builder health = allRunning ? Health.up() : Health.down();
		for (AppServer server : this.servers) {
			health.withDetail(server.transport().label(), server.isAccepting() ? server.port() : "not bound");
		}
		return health.build();
	}

}
