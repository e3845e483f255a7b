package io.dataflowmonitoring.wire;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.rsocket.DuplexConnection;
import io.rsocket.RSocketErrorException;
import io.rsocket.exceptions.ConnectionErrorException;
import io.rsocket.frame.FrameType;
import io.rsocket.plugins.RequestInterceptor;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Keeps a peer from making the proxy work, or remember, more than its share. RSocket has
 * no limit for what a peer sends of its own accord: each frame that it must answer goes
 * into a queue that grows as long as the peer does not read, and each request that comes
 * in fragments is kept until the last of them.
 */
final class ConnectionGuard implements DuplexConnection, RequestInterceptor {

	/**
	 * How many requests of the peer may be under way, fragments included. An app has one,
	 * its final push.
	 */
	private static final int MAX_REQUESTS = 8;

	/**
	 * How many frames may come at once that are no parts of answers. An app sends one
	 * every 15 seconds, when all is well.
	 */
	private static final int MAX_FRAMES = 200;

	/**
	 * How many more such frames may come in a second.
	 */
	private static final int FRAMES_PER_SECOND = 50;

	/**
	 * In bytes. RSocket sends what a keepalive frame carries back to the peer.
	 */
	private static final int MAX_KEEPALIVE_SIZE = 1024;

	private static final int HEADER_SIZE = 6;

	/**
	 * How long a peer has to read why the connection is closed.
	 */
	private static final Duration LINGER = Duration.ofSeconds(2);

	private final DuplexConnection connection;

	private final AtomicInteger requests = new AtomicInteger();

	private volatile Consumer<WireException> onOffence = (failure) -> dispose();

	private volatile boolean seenFrame;

	private volatile boolean closing;

	// Used on the connection's event loop only.

	private double frames = MAX_FRAMES;

	private long lastFrame = System.nanoTime();

	ConnectionGuard(DuplexConnection connection) {
		this.connection = connection;
	}

	/**
	 * Sets what happens when the peer sends what it must not. That is to close the
	 * connection.
	 */
	void onOffence(Consumer<WireException> onOffence) {
		this.onOffence = onOffence;
	}

	/**
	 * Returns whether the peer has sent anything that could be SETUP.
	 */
	boolean hasSeenFrame() {
		return this.seenFrame;
	}

	/**
	 * Takes in nothing more, tells the peer why, and closes the connection even if the
	 * peer does not read that.
	 */
	void close(String why) {
		if (this.closing) {
			return;
		}
		this.closing = true;
		this.connection.sendErrorAndClose(new ConnectionErrorException(why));
		this.connection.onClose().timeout(LINGER).subscribe(null, (ex) -> this.connection.dispose());
	}

	@Override
	public Flux<ByteBuf> receive() {
		return this.connection.receive().filter(this::accept);
	}

	private boolean accept(ByteBuf frame) {
		this.seenFrame = true;
		if (this.closing) {
			return false;
		}
		int size = frame.readableBytes();
		if (size < HEADER_SIZE) {
			this.onOffence.accept(new WireException(WireFailure.MALFORMED, "The app sent a frame without a header"));
			return false;
		}
		int type = frame.getUnsignedShort(frame.readerIndex() + Integer.BYTES) >>> 10;
		if (type == FrameType.PAYLOAD.getEncodedType() || type == FrameType.ERROR.getEncodedType()) {
			// Parts of answers, of which there are as many as we ask for.
			return true;
		}
		if (type == FrameType.KEEPALIVE.getEncodedType() && size > MAX_KEEPALIVE_SIZE) {
			flooded("a keepalive frame of " + size + " bytes");
			return false;
		}
		long now = System.nanoTime();
		this.frames = Math.min(MAX_FRAMES, this.frames + (now - this.lastFrame) * 1e-9 * FRAMES_PER_SECOND);
		this.lastFrame = now;
		this.frames--;
		if (this.frames < 0) {
			flooded("more than " + FRAMES_PER_SECOND + " frames a second");
			return false;
		}
		return true;
	}

	@Override
	public void onStart(int streamId, FrameType requestType, @Nullable ByteBuf metadata) {
		if (this.requests.incrementAndGet() > MAX_REQUESTS) {
			flooded("more than " + MAX_REQUESTS + " requests at a time");
		}
	}

	@Override
	public void onTerminate(int streamId, FrameType requestType, @Nullable Throwable failure) {
		this.requests.decrementAndGet();
	}

	@Override
	public void onCancel(int streamId, FrameType requestType) {
		this.requests.decrementAndGet();
	}

	@Override
	public void onReject(Throwable reason, FrameType requestType, @Nullable ByteBuf metadata) {
		// It never started.
	}

	private void flooded(String what) {
		this.onOffence.accept(new WireException(WireFailure.FLOODED, "The app sent " + what));
	}

	@Override
	public void sendFrame(int streamId, ByteBuf frame) {
		this.connection.sendFrame(streamId, frame);
	}

	@Override
	public void sendErrorAndClose(RSocketErrorException failure) {
		this.connection.sendErrorAndClose(failure);
		this.connection.onClose().timeout(LINGER).subscribe(null, (ex) -> this.connection.dispose());
	}

	@Override
	public ByteBufAllocator alloc() {
		return this.connection.alloc();
	}

	@Override
	public SocketAddress remoteAddress() {
		return this.connection.remoteAddress();
	}

	@Override
	public Mono<Void> onClose() {
		return this.connection.onClose();
	}

	/**
	 * Called by RSocket, as a connection and as an interceptor, when all is over.
	 */
	@Override
	public void dispose() {
		this.closing = true;
		this.connection.dispose();
	}

	@Override
	public boolean isDisposed() {
		return this.connection.isDisposed();
	}

}
