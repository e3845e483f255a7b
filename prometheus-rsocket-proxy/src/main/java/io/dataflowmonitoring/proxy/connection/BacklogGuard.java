package io.dataflowmonitoring.proxy.connection;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Does not read from a peer that does not read: RSocket answers a frame such as KEEPALIVE
 * at once, into a queue without a bound. After a while it closes the connection.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty's futures of things that cannot
												// fail
final class BacklogGuard extends ChannelInboundHandlerAdapter {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final TransportType transport;

	private final ConnectionFailures failures;

	private boolean paused;

	private @Nullable Future<?> deadline;

	BacklogGuard(TransportType transport, ConnectionFailures failures) {
		this.transport = transport;
		this.failures = failures;
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		if (context.channel().isWritable()) {
			resume(context);
		}
		else {
			pause(context);
		}
		context.fireChannelWritabilityChanged();
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		cancelDeadline();
		context.fireChannelInactive();
	}

	private void pause(ChannelHandlerContext context) {
		if (context.channel().config().isAutoRead()) {
			this.paused = true;
			context.channel().config().setAutoRead(false);
		}
		cancelDeadline();
		this.deadline = context.executor().schedule(() -> {
			if (context.channel().isActive()) {
				this.failures.notReading(this.transport, context.channel().remoteAddress(), PATIENCE);
				context.close();
			}
		}, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
	}

	private void resume(ChannelHandlerContext context) {
		cancelDeadline();
		if (this.paused) {
			this.paused = false;
			context.channel().config().setAutoRead(true);
		}
	}

	private void cancelDeadline() {
		if (this.deadline != null) {
			this.deadline.cancel(false);
			this.deadline = null;
		}
	}

}
