package io.dataflowmonitoring.proxy.connection;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many connections may be open, in all and from one address. What counts is the open
 * connection, whether an app has made itself known over it or not. Logs when a limit is
 * reached, and when there is room again.
 */
public final class ConnectionLimits {

	/**
	 * There is room again when less than this part of a limit is used. With a limit of
	 * one connection, when none is.
	 */
	private static final double ROOM = 0.95;

	private static final Logger logger = LoggerFactory.getLogger(ConnectionLimits.class);

	private final int max;

	private final int maxPerAddress;

	private final Map<InetAddress, Integer> byAddress = new HashMap<>();

	private final Set<InetAddress> fullAddresses = new HashSet<>();

	private int open;

	private boolean full;

	private long refused;

	/**
	 * Creates limits.
	 * @param max how many connections may be open, over all transports
	 * @param maxPerAddress how many of them may come from one address
	 */
	public ConnectionLimits(int max, int maxPerAddress) {
		this.max = max;
		this.maxPerAddress = maxPerAddress;
	}

	/**
	 * Counts one more connection, if there is room.
	 * @param address where it comes from; null if that is not known
	 * @return null if it is counted, so that {@link #release} must follow; else which
	 * limit is reached
	 */
	synchronized @Nullable HandshakeFailure acquire(@Nullable InetAddress address) {
		if (this.open >= this.max) {
			this.refused++;
			if (!this.full) {
				this.full = true;
				logger.warn("""
						No more connections are accepted: {} are open. If so many apps are meant to connect, \
						raise micrometer.prometheus-proxy.max-connections, or run more proxies.""", this.open);
			}
			return HandshakeFailure.TOO_MANY_CONNECTIONS;
		}
		if (address != null) {
			int open = this.byAddress.getOrDefault(address, 0);
			if (open >= this.maxPerAddress) {
				if (this.fullAddresses.add(address)) {
					logger.warn("""
							No more connections from {} are accepted: {} are open. If it is the address of a load \
							balancer or of a gateway, raise micrometer.prometheus-proxy.max-connections-per-address.""",
							address, open);
				}
				return HandshakeFailure.TOO_MANY_FROM_ADDRESS;
			}
			this.byAddress.put(address, open + 1);
		}
		this.open++;
		return null;
	}

	/**
	 * Takes note that a connection that was counted has ended.
	 * @param address where it came from; null if that is not known
	 */
	synchronized void release(@Nullable InetAddress address) {
		this.open--;
		if (this.full && this.open < this.max * ROOM) {
			this.full = false;
			logger.info("Connections are accepted again: {} are open. {} were not accepted meanwhile.", this.open,
					this.refused);
			this.refused = 0;
		}
		if (address == null) {
			return;
		}
		Integer left = this.byAddress.computeIfPresent(address, (key, open) -> (open > 1) ? open - 1 : null);
		int open = (left != null) ? left : 0;
		if (open < this.maxPerAddress * ROOM && this.fullAddresses.remove(address)) {
			logger.info("Connections from {} are accepted again: {} are open", address, open);
		}
	}

	/**
	 * Returns how many connections are open.
	 * @return the number, over all transports
	 */
	public synchronized int open() {
		return this.open;
	}

	/**
	 * Returns how much of the limit for all connections is used.
	 * @return between 0 and 1
	 */
	public synchronized double usage() {
		return (double) this.open / this.max;
	}

	/**
	 * Returns how much of the limit for one address is used by the address that has most
	 * connections.
	 * @return between 0 and 1
	 */
	public synchronized double usagePerAddress() {
		int most = this.byAddress.values().stream().mapToInt(Integer::intValue).max().orElse(0);
		return (double) most / this.maxPerAddress;
	}

}
