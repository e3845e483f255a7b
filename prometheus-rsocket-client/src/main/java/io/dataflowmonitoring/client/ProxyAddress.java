package io.dataflowmonitoring.client;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a proxy listens.
 *
 * @param host host name or address, without brackets
 * @param port the proxy's port for the transport, from 1 to 65535
 */
public record ProxyAddress(String host, int port) {

	/**
	 * A host, or an IPv6 address in brackets, and perhaps a port.
	 */
	private static final Pattern WRITTEN = Pattern.compile("(?:\\[([^\\[\\]]+)]|([^:/\\s\\[\\]]+))(?::(\\d{1,5}))?");

	private static final Pattern IPV4_LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}");

	/**
	 * Creates an address.
	 * @throws IllegalArgumentException if the host is empty or the port is none
	 */
	public ProxyAddress {
		if (host.isBlank()) {
			throw new IllegalArgumentException("Prometheus RSocket client: the proxy's host is empty");
		}
		if (port < 1 || port > 65535) {
			throw new IllegalArgumentException(
					"Prometheus RSocket client: the proxy's port must be from 1 to 65535, not " + port);
		}
	}

	/**
	 * Reads an address as people write it: {@code host}, {@code host:port},
	 * {@code [::1]:port}.
	 * @param address the address
	 * @param defaultPort the port if none is written
	 * @return the address
	 * @throws IllegalArgumentException if this is no address, or its port is none
	 */
	public static ProxyAddress parse(String address, int defaultPort) {
		Matcher written = WRITTEN.matcher(address.strip());
		if (!written.matches()) {
			throw new IllegalArgumentException(
					"Prometheus RSocket client: '" + address + "' is no host:port, such as proxy.example.com:7001");
		}
		String ipv6 = written.group(1);
		String port = written.group(3);
		return new ProxyAddress((ipv6 != null) ? ipv6 : written.group(2),
				(port != null) ? Integer.parseInt(port) : defaultPort);
	}

	/**
	 * Returns whether what goes there stays on this machine for certain. Asks no name
	 * server.
	 */
	boolean isLoopback() {
		String name = this.host.toLowerCase(Locale.ROOT);
		if (name.equals("localhost") || name.endsWith(".localhost") || IPV4_LOOPBACK.matcher(name).matches()) {
			return true;
		}
		try {
			// With a colon in it this is an address, which the JDK reads without asking.
			return name.contains(":") && InetAddress.getByName(name).isLoopbackAddress();
		}
		catch (UnknownHostException ex) {
			return false;
		}
	}

	/**
	 * Returns the address as people write it.
	 */
	@Override
	public String toString() {
		return (this.host.contains(":") ? "[" + this.host + "]" : this.host) + ":" + this.port;
	}

}
