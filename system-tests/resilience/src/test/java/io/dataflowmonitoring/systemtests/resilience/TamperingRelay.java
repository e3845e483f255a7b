package io.dataflowmonitoring.systemtests.resilience;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Somebody between apps and the proxy who alters the answers of the apps. Works on the
 * frames of RSocket over TCP, whatever is in them.
 */
final class TamperingRelay implements AutoCloseable {

	private static final int PAYLOAD = 0x0A;

	/** Stream id, and type with flags. */
	private static final int HEADER = 6;

	private final int proxyPort;

	private final Supplier<UnaryOperator<byte[]>> tampering;

	private final ServerSocket server;

	private final Set<Socket> open = ConcurrentHashMap.newKeySet();

	/**
	 * Starts to relay.
	 * @param proxyPort the proxy's port for RSocket over TCP
	 * @param tampering gives, for each connection, what becomes of the frames with
	 * answers
	 */
	TamperingRelay(int proxyPort, Supplier<UnaryOperator<byte[]>> tampering) throws IOException {
		this.proxyPort = proxyPort;
		this.tampering = tampering;
		this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		start(this::accept);
	}

	int port() {
		return this.server.getLocalPort();
	}

	/** Alters the last byte of each answer. */
	static UnaryOperator<byte[]> flipping() {
		return (frame) -> {
			frame[frame.length - 1] ^= 1;
			return frame;
		};
	}

	/** Leaves off the last byte of each answer. */
	static UnaryOperator<byte[]> truncating() {
		return (frame) -> Arrays.copyOf(frame, frame.length - 1);
	}

	/** Gives the first answer again, in place of every later one. */
	static UnaryOperator<byte[]> replaying() {
		byte[][] first = new byte[1][];
		return (frame) -> {
			if (first[0] == null) {
				first[0] = frame.clone();
				return frame;
			}
			byte[] replayed = first[0].clone();
			System.arraycopy(frame, 0, replayed, 0, HEADER);
			return replayed;
		};
	}

	private void accept() {
		try {
			while (true) {
				Socket app = this.server.accept();
				Socket proxy = new Socket(InetAddress.getLoopbackAddress(), this.proxyPort);
				this.open.add(app);
				this.open.add(proxy);
				UnaryOperator<byte[]> tamper = this.tampering.get();
				start(() -> relay(app, proxy, () -> frames(app.getInputStream(), proxy.getOutputStream(), tamper)));
				start(() -> relay(app, proxy, () -> proxy.getInputStream().transferTo(app.getOutputStream())));
			}
		}
		catch (IOException ex) {
			// Closed.
		}
	}

	private static void frames(InputStream from, OutputStream to, UnaryOperator<byte[]> tamper) throws IOException {
		DataInputStream in = new DataInputStream(from);
		while (true) {
			byte[] frame = new byte[(in.readUnsignedByte() << 16) | in.readUnsignedShort()];
			in.readFully(frame);
			if ((frame[4] & 0xFF) >> 2 == PAYLOAD && frame.length > HEADER) {
				frame = tamper.apply(frame);
			}
			to.write(new byte[] { (byte) (frame.length >> 16), (byte) (frame.length >> 8), (byte) frame.length });
			to.write(frame);
			to.flush();
		}
	}

	private void relay(Socket app, Socket proxy, Transfer transfer) {
		try (app; proxy) {
			transfer.run();
		}
		catch (IOException ex) {
			// One end has gone, so the other one goes.
		}
		this.open.remove(app);
		this.open.remove(proxy);
	}

	private static void start(Runnable task) {
		Thread thread = new Thread(task, "tampering-relay");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		for (Socket socket : this.open) {
			socket.close();
		}
	}

	private interface Transfer {

		void run() throws IOException;

	}

}
