package io.dataflowmonitoring.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * TCP ports of the loopback interface that nobody listens on.
 */
public final class FreePorts {

	/**
	 * The ports to choose from are below those that Linux gives to outgoing connections:
	 * one of these could be taken by a connection, or one that has just ended, between
	 * the choice and the start of whoever is to listen on it.
	 */
	private static final int FIRST = 10_000;

	/** What deployed apps get from Data Flow begins there. */
	private static final int END = 16_000;

	private static final int ATTEMPTS = 1_000;

	private FreePorts() {
	}

	/**
	 * Finds free ports. They are free at this moment; nothing reserves them.
	 * @param count how many
	 * @return that many different ports
	 * @throws UncheckedIOException if none is found
	 */
	public static List<Integer> find(int count) {
		List<ServerSocket> sockets = new ArrayList<>();
		try {
			try {
				for (int i = 0; i < count; i++) {
					sockets.add(listen());
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

	private static ServerSocket listen() throws IOException {
		for (int attempt = 1;; attempt++) {
			int port = ThreadLocalRandom.current().nextInt(FIRST, END);
			try {
				return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
			}
			catch (IOException ex) {
				if (attempt == ATTEMPTS) {
					throw ex;
				}
			}
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
