package io.dataflowmonitoring.systemtests.fleet;

/**
 * Where apps reach a proxy.
 *
 * @param host the host
 * @param tcpPort the port for RSocket over TCP
 * @param websocketPort the port for RSocket over WebSocket
 */
public record ProxyAddress(String host, int tcpPort, int websocketPort) {

	/**
	 * A proxy on this machine.
	 * @param tcpPort the port for RSocket over TCP
	 * @param websocketPort the port for RSocket over WebSocket
	 * @return the address
	 */
	public static ProxyAddress local(int tcpPort, int websocketPort) {
		return new ProxyAddress("127.0.0.1", tcpPort, websocketPort);
	}

}
