package io.dataflowmonitoring.proxy.connection;

import java.net.InetSocketAddress;

import org.springframework.core.NestedExceptionUtils;

/**
 * The port for apps over one transport cannot be bound.
 */
final class PortUnavailableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final TransportType transport;

	PortUnavailableException(TransportType transport, InetSocketAddress address, Throwable cause) {
		super("The port for apps over " + transport + " cannot be bound: " + address.getHostString() + ":"
				+ address.getPort() + " (" + NestedExceptionUtils.getMostSpecificCause(cause).getMessage() + ")",
				cause);
		this.transport = transport;
	}

	TransportType transport() {
		return this.transport;
	}

}
