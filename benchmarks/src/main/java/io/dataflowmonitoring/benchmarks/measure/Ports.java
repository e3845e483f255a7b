package io.dataflowmonitoring.benchmarks.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * Where a proxy listens.
 *
 * @param http for Prometheus
 * @param tcp for apps that connect over TCP
 * @param websocket for apps that connect over WebSocket
 */
public record Ports(int http, int tcp, int websocket) {

	/**
	 * Finds ports that nobody listens on at this moment; nothing reserves them.
	 * @return the ports
	 */
	public static Ports free() {
		try (ServerSocket http = open(); ServerSocket tcp = open(); ServerSocket websocket = open()) {
			return new Ports(http.getLocalPort(), tcp.getLocalPort(), websocket.getLocalPort());
		}
		catch (IOException ex) {
			throw new UncheckedIOException("No free port", ex);
		}
	}

	private static ServerSocket open() throws IOException {
		return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
	}

}
