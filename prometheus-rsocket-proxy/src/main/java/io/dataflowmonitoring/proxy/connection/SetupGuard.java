package io.dataflowmonitoring.proxy.connection;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Ends a connection whose peer does not become an app: that says nothing, or sends
 * garbage, whose first bytes RSocket would take for the length of a frame of up to 16 MiB
 * and wait for the rest. Stands before all other handlers until the app is accepted.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty's futures of things that cannot
												// fail
final class SetupGuard extends ChannelInboundHandlerAdapter {

	/**
	 * For a TLS handshake, the upgrade to WebSocket and SETUP together. Longer than each
	 * of their own timeouts.
	 */
	static final Duration TIMEOUT = Duration.ofSeconds(20);

	/**
	 * For all of these together: chains of certificates and SETUP are some kilobytes.
	 */
	static final int MAX_BYTES = 128 * 1024;

	private final TransportType transport;

	private final ConnectionFailures failures;

	private long bytes;

	private @Nullable Future<?> deadline;

	private @Nullable ChannelHandlerContext context;

	SetupGuard(TransportType transport, ConnectionFailures failures) {
		this.transport = transport;
		this.failures = failures;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		this.context = context;
		this.deadline = context.executor()
			.schedule(
					() -> fail(context, HandshakeFailure.NO_SETUP,
							"it was not an app's within " + TIMEOUT.toSeconds() + " s"),
					TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		if (this.deadline != null) {
			this.deadline.cancel(false);
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		this.bytes += (message instanceof ByteBuf buffer) ? buffer.readableBytes() : 0;
		if (this.bytes > MAX_BYTES) {
			ReferenceCountUtil.release(message);
			fail(context, HandshakeFailure.OVERSIZED_SETUP,
					"more than " + MAX_BYTES + " bytes came, but nothing that makes it an app's");
			return;
		}
		context.fireChannelRead(message);
	}

	/**
	 * Ends the watch. May be called on any thread.
	 */
	void accepted() {
		ChannelHandlerContext context = this.context;
		if (context != null && !context.isRemoved()) {
			context.pipeline().remove(this);
		}
	}

	private void fail(ChannelHandlerContext context, HandshakeFailure reason, String description) {
		if (context.channel().isActive()) {
			this.failures.failed(this.transport, context.channel().remoteAddress(), reason.label(), description);
			context.close();
		}
	}

}
