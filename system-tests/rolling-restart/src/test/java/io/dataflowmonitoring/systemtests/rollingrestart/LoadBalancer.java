package io.dataflowmonitoring.systemtests.rollingrestart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TCP load balancer: gives each connection to the next proxy in turn, and to another
 * one if that does not listen. It knows nothing of what it carries.
 */
final class LoadBalancer implements AutoCloseable {

	private static final int CONNECT_TIMEOUT = 1_000;

	private final List<Integer> ports;

	private final ServerSocket server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final AtomicInteger turn = new AtomicInteger();

	LoadBalancer(Integer... ports) {
		this.ports = List.of(ports);
		try {
			this.server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.threads.execute(this::accept);
	}

	int port() {
		return this.server.getLocalPort();
	}

	@Override
	public void close() {
		close(this.server);
		this.sockets.forEach(LoadBalancer::close);
		this.threads.shutdownNow();
	}

	private void accept() {
		while (!this.server.isClosed()) {
			try {
				Socket client = this.server.accept();
				this.sockets.add(client);
				this.threads.execute(() -> serve(client));
			}
			catch (IOException ex) {
				// Closed.
			}
		}
	}

	private void serve(Socket client) {
		int first = this.turn.getAndIncrement();
		for (int i = 0; i < this.ports.size(); i++) {
			Socket proxy = new Socket();
			try {
				proxy.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(),
						this.ports.get((first + i) % this.ports.size())), CONNECT_TIMEOUT);
			}
			catch (IOException ex) {
				close(proxy);
				continue;
			}
			this.sockets.add(proxy);
			this.threads.execute(() -> copy(client, proxy));
			copy(proxy, client);
			return;
		}
		end(client);
	}

	/**
	 * Copies until either end closes, which closes the other.
	 */
	private void copy(Socket from, Socket to) {
		try {
			from.getInputStream().transferTo(to.getOutputStream());
		}
		catch (IOException ex) {
			// The same as the end.
		}
		end(from);
		end(to);
	}

	private void end(Socket socket) {
		this.sockets.remove(socket);
		close(socket);
	}

	private static void close(AutoCloseable closeable) {
		try {
			closeable.close();
		}
		catch (Exception ex) {
			// Closed anyway.
		}
	}

}
