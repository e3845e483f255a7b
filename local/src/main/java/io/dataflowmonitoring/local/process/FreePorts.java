package io.dataflowmonitoring.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * TCP ports of the loopback interface that nobody listens on.
 */
public final class FreePorts {

	private FreePorts() {
	}

	/**
	 * Finds free ports. They are free at this moment; nothing reserves them.
	 * @param count how many
	 * @return that many different ports
	 * @throws UncheckedIOException if the system has none left
	 */
	public static List<Integer> find(int count) {
		List<ServerSocket> sockets = new ArrayList<>();
		try {
			try {
				for (int i = 0; i < count; i++) {
					sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
				}
				return sockets.stream().map(ServerSocket::getLocalPort).toList();
			}
			finally {
				for (ServerSocket socket : sockets) {
					socket.close();
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("No free TCP port on the loopback interface", ex);
		}
	}

	/**
	 * Tells whether a port can be listened on.
	 * @param port the port
	 * @return {@code false} if another program has it, or this one may not
	 */
	public static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
			return socket.isBound();
		}
		catch (IOException ex) {
			return false;
		}
	}

}
