package io.dataflowmonitoring.systemtests.resilience;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.rsocket.frame.KeepAliveFrameCodec;
import io.rsocket.frame.SetupFrameCodec;
import io.rsocket.util.DefaultPayload;

/** A TCP connection to the proxy that can say anything, and reads nothing. */
final class RawConnection implements AutoCloseable {

	private static final UnpooledByteBufAllocator BUFFERS = UnpooledByteBufAllocator.DEFAULT;

	private final Socket socket;

	private final OutputStream out;

	RawConnection(int port) throws IOException {
		this.socket = new Socket();
		// Small, so that it is soon full.
		this.socket.setReceiveBufferSize(4096);
		this.socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
		this.out = this.socket.getOutputStream();
	}

	Socket socket() {
		return this.socket;
	}

	void bytes(byte[] bytes) throws IOException {
		this.out.write(bytes);
		this.out.flush();
	}

	/** Writes a frame of RSocket over TCP: its length in three bytes, then the frame. */
	void frame(byte[] frame) throws IOException {
		byte[] bytes = new byte[3 + frame.length];
		bytes[0] = (byte) (frame.length >> 16);
		bytes[1] = (byte) (frame.length >> 8);
		bytes[2] = (byte) frame.length;
		System.arraycopy(frame, 0, bytes, 3, frame.length);
		bytes(bytes);
	}

	/** The SETUP of a published client. */
	void setup() throws IOException {
		frame(bytesOf(SetupFrameCodec.encode(BUFFERS, false, 20_000, 90_000, "application/binary", "application/binary",
				DefaultPayload.create(new byte[0]))));
	}

	/** A keep-alive that wants its data back. */
	static byte[] keepAlive(byte[] data) {
		return bytesOf(KeepAliveFrameCodec.encode(BUFFERS, true, 0, Unpooled.wrappedBuffer(data)));
	}

	private static byte[] bytesOf(ByteBuf frame) {
		try {
			return ByteBufUtil.getBytes(frame);
		}
		finally {
			frame.release();
		}
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
