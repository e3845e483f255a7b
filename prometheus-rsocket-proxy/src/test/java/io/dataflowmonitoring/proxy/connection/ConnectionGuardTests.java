package io.dataflowmonitoring.proxy.connection;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import io.rsocket.frame.ErrorFrameCodec;
import io.rsocket.frame.FrameLengthCodec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.dataflowmonitoring.proxy.MutableClock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What ends the connections of peers that are no apps, or that misbehave.
 */
class ConnectionGuardTests {

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final ConnectionFailures failures = new ConnectionFailures(new MutableClock(), this.meters);

	/**
	 * No zombie connections (prometheus-rsocket-proxy#33).
	 */
	@Test
	void aPeerThatSaysNothingIsClosed() {
		EmbeddedChannel channel = new EmbeddedChannel(new SetupGuard(TransportType.TCP, this.failures));
		advance(channel, SetupGuard.TIMEOUT.minusMillis(1));
		assertThat(channel.isOpen()).isTrue();
		advance(channel, Duration.ofMillis(1));
		assertThat(channel.isOpen()).isFalse();
		assertThat(count("no_setup")).isOne();
	}

	@Test
	void anAppThatIsAcceptedStays() {
		SetupGuard guard = new SetupGuard(TransportType.TCP, this.failures);
		EmbeddedChannel channel = new EmbeddedChannel(guard);
		guard.accepted();
		channel.runPendingTasks();
		advance(channel, SetupGuard.TIMEOUT);
		channel.writeInbound(bytes(SetupGuard.MAX_BYTES + 1));
		assertThat(channel.isOpen()).isTrue();
		assertThat(channel.finishAndReleaseAll()).isTrue();
	}

	/**
	 * Three bytes of garbage are the length of a frame to RSocket, which then waits for
	 * it.
	 */
	@Test
	void aPeerThatSendsGarbageIsClosedBeforeItFillsTheMemory() {
		EmbeddedChannel channel = new EmbeddedChannel(new SetupGuard(TransportType.TCP, this.failures));
		channel.writeInbound(bytes(SetupGuard.MAX_BYTES));
		assertThat(channel.isOpen()).isTrue();
		channel.writeInbound(bytes(1));
		assertThat(channel.isOpen()).isFalse();
		assertThat(count("oversized_setup")).isOne();
		channel.finishAndReleaseAll();
	}

	/**
	 * No memory growth (prometheus-rsocket-proxy#14).
	 */
	@Test
	void nothingIsReadFromAPeerThatDoesNotRead() {
		EmbeddedChannel channel = new EmbeddedChannel(new BacklogGuard(TransportType.TCP, this.failures));
		fillBacklog(channel);
		assertThat(channel.isWritable()).isFalse();
		assertThat(channel.config().isAutoRead()).isFalse();
		advance(channel, Duration.ofSeconds(29));
		channel.flushOutbound();
		channel.runPendingTasks();
		assertThat(channel.config().isAutoRead()).isTrue();
		advance(channel, Duration.ofSeconds(29));
		assertThat(channel.isOpen()).isTrue();
		channel.finishAndReleaseAll();
	}

	@Test
	void aPeerThatDoesNotReadForLongIsClosed() {
		EmbeddedChannel channel = new EmbeddedChannel(new BacklogGuard(TransportType.TCP, this.failures));
		fillBacklog(channel);
		advance(channel, Duration.ofSeconds(30));
		assertThat(channel.isOpen()).isFalse();
		assertThat(this.meters.get("prometheus.proxy.connection.failures").tag("reason", "not_reading").counters())
			.extracting(Counter::count)
			.contains(1.0);
		channel.finishAndReleaseAll();
	}

	@Test
	void anAppOverTcpIsToldThatItIsRefusedAsSoonAsItHasSpoken() {
		EmbeddedChannel channel = refused(TransportType.TCP);
		assertThat(channel.<ByteBuf>readOutbound()).isNull();
		channel.writeInbound(bytes(10));
		ByteBuf answer = channel.readOutbound();
		ByteBuf frame = FrameLengthCodec.frame(answer);
		assertThat(ErrorFrameCodec.errorCode(frame)).isEqualTo(ErrorFrameCodec.REJECTED_SETUP);
		assertThat(ErrorFrameCodec.dataUtf8(frame)).contains("too_many_connections");
		answer.release();
		channel.writeInbound(bytes(10));
		assertThat(channel.<ByteBuf>readOutbound()).isNull();
		advance(channel, Duration.ofSeconds(1));
		assertThat(channel.isOpen()).isFalse();
	}

	@Test
	void anAppOverWebSocketIsToldThatItIsRefused() {
		EmbeddedChannel channel = refused(TransportType.WEBSOCKET);
		channel.writeInbound(bytes(10));
		ByteBuf answer = channel.readOutbound();
		String[] headAndBody = answer.toString(StandardCharsets.UTF_8).split("\r\n\r\n", 2);
		answer.release();
		assertThat(headAndBody[1])
			.isEqualTo("The proxy has too many connections (too_many_connections): try again later");
		assertThat(headAndBody[0].lines()).startsWith("HTTP/1.1 503 Service Unavailable")
			.contains("Retry-After: 10", "Content-Length: " + headAndBody[1].length());
	}

	@Test
	void aRefusedConnectionIsClosedWithoutAnAnswerWhereThatWouldBeDear() {
		assertThat(refused(null).isOpen()).isFalse();
	}

	@Test
	void onlySomeHundredRefusedConnectionsAreAnsweredAtATime() {
		Refusals refusals = new Refusals();
		for (int i = 0; i < 200; i++) {
			assertThat(refused(refusals, TransportType.TCP).isOpen()).isTrue();
		}
		assertThat(refused(refusals, TransportType.TCP).isOpen()).isFalse();
	}

	private double count(String reason) {
		return this.meters.get("prometheus.proxy.handshake.failures")
			.tag("transport", "tcp")
			.tag("reason", reason)
			.counter()
			.count();
	}

	private static EmbeddedChannel refused(@Nullable TransportType transport) {
		return refused(new Refusals(), transport);
	}

	private static EmbeddedChannel refused(Refusals refusals, @Nullable TransportType transport) {
		return new EmbeddedChannel(refusals.handler(transport, HandshakeFailure.TOO_MANY_CONNECTIONS));
	}

	private static void fillBacklog(EmbeddedChannel channel) {
		ChannelFuture unused = channel.write(bytes(channel.config().getWriteBufferHighWaterMark() + 1));
		channel.runPendingTasks();
	}

	private static void advance(EmbeddedChannel channel, Duration time) {
		channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
		channel.runScheduledPendingTasks();
	}

	private static ByteBuf bytes(int count) {
		return Unpooled.wrappedBuffer(new byte[count]);
	}

}
