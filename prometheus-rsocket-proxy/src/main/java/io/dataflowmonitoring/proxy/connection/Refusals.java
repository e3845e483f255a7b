package io.dataflowmonitoring.proxy.connection;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.rsocket.exceptions.RejectedSetupException;
import io.rsocket.frame.ErrorFrameCodec;
import io.rsocket.frame.FrameLengthCodec;
import org.jspecify.annotations.Nullable;

/**
 * Tells apps that their connection is refused, without reading what they say. Some
 * hundred at a time are told; more at once are closed without a word.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty's futures of things that cannot
												// fail
final class Refusals {

	private static final int MAX_ANSWERING = 200;

	/**
	 * How long the app has to speak first and to close the connection: a proxy that
	 * closes it with unread data makes the app's system throw the answer away.
	 */
	private static final Duration LINGER = Duration.ofSeconds(1);

	private final AtomicInteger answering = new AtomicInteger();

	/**
	 * Returns what ends a connection. It goes before all other handlers, which then hear
	 * nothing of the connection.
	 * @param transport in whose form to answer; null to close without an answer
	 * @param refusal why
	 */
	ChannelHandler handler(@Nullable TransportType transport, HandshakeFailure refusal) {
		return new RefusalHandler(transport, refusal);
	}

	private final class RefusalHandler extends ChannelInboundHandlerAdapter {

		private final @Nullable TransportType transport;

		private final HandshakeFailure refusal;

		private boolean answered;

		private RefusalHandler(@Nullable TransportType transport, HandshakeFailure refusal) {
			this.transport = transport;
			this.refusal = refusal;
		}

		@Override
		public void channelActive(ChannelHandlerContext context) {
			if (this.transport == null) {
				context.close();
				return;
			}
			int answering = Refusals.this.answering.incrementAndGet();
			context.channel().closeFuture().addListener((closed) -> Refusals.this.answering.decrementAndGet());
			if (answering > MAX_ANSWERING) {
				context.close();
				return;
			}
			context.executor().schedule(() -> context.close(), LINGER.toMillis(), TimeUnit.MILLISECONDS);
			context.read();
		}

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			ReferenceCountUtil.release(message);
			if (this.transport != null && !this.answered) {
				this.answered = true;
				context.writeAndFlush(answer(this.transport, context.alloc())).addListener((written) -> {
					if (context.channel() instanceof DuplexChannel channel) {
						channel.shutdownOutput();
					}
				});
			}
		}

		@Override
		public void channelReadComplete(ChannelHandlerContext context) {
			context.read();
		}

		@Override
		public void channelInactive(ChannelHandlerContext context) {
			// The other handlers never heard that it was active.
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			context.close();
		}

		private ByteBuf answer(TransportType transport, ByteBufAllocator allocator) {
			String message = "The proxy has too many connections (" + this.refusal.label() + "): try again later";
			return switch (transport) {
				case TCP -> {
					ByteBuf frame = ErrorFrameCodec.encode(allocator, 0, new RejectedSetupException(message));
					yield FrameLengthCodec.encode(allocator, frame.readableBytes(), frame);
				}
				case WEBSOCKET -> ByteBufUtil.writeUtf8(allocator, """
						HTTP/1.1 503 Service Unavailable\r
						Content-Type: text/plain\r
						Content-Length: %d\r
						Retry-After: 10\r
						Connection: close\r
						\r
						%s""".formatted(message.getBytes(StandardCharsets.UTF_8).length, message));
			};
		}

	}

}
