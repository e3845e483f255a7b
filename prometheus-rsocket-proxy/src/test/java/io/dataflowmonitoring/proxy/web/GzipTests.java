package io.dataflowmonitoring.proxy.web;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class GzipTests {

	private static final int HEADER_SIZE = 10;

	private static final int TRAILER_SIZE = 8;

	private final Scheduler scheduler = Schedulers.newParallel("gzip", 3, true);

	private final Gzip gzip = new Gzip(this.scheduler, 3);

	@AfterEach
	void close() {
		this.gzip.close();
		this.scheduler.dispose();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 1_000, 128 * 1_024, 5_000_000 })
	void everyPieceComesOutAgainInOrder(int size) {
		byte[] text = text(size);
		assertThat(unpacked(compressed(pieces(text, 40_000)))).isEqualTo(text);
	}

	@ParameterizedTest
	@ValueSource(ints = { 100_000, 3_000_000 })
	void whatCannotBeCompressedComesOutAgain(int size) {
		byte[] noise = new byte[size];
		new Random(1).nextBytes(noise);
		assertThat(unpacked(compressed(pieces(noise, size)))).isEqualTo(noise);
	}

	@Test
	@DisplayName("A partial answer is never taken for the whole (VictoriaMetrics#8528): by those who read one member")
	void thePiecesAreOneMemberWhoseEndIsTheEnd() throws DataFormatException {
		byte[] text = text(1_000_000);
		byte[] compressed = compressed(pieces(text, 20_000));
		Inflater inflater = new Inflater(true);
		inflater.setInput(compressed, HEADER_SIZE, compressed.length - HEADER_SIZE);
		byte[] unpacked = new byte[text.length + 1];
		assertThat(inflater.inflate(unpacked)).isEqualTo(text.length);
		assertThat(inflater.finished()).isTrue();
		assertThat(inflater.getRemaining()).isEqualTo(TRAILER_SIZE);
		inflater.end();
	}

	@Test
	void oneAnswerAfterTheOtherIsCompressedWithTheSameDeflaters() {
		for (int i = 0; i < 20; i++) {
			byte[] text = text(300_000 + i);
			assertThat(unpacked(compressed(pieces(text, 100_000)))).isEqualTo(text);
		}
	}

	@Test
	void whatCannotBeWrittenDoesNotEndLikeAnAnswer() {
		AtomicInteger written = new AtomicInteger();
		ByteArrayOutputStream compressed = new ByteArrayOutputStream();
		StepVerifier.create(this.gzip.compress((out, enough) -> {
			if (written.incrementAndGet() == 3) {
				throw new IOException("The end");
			}
			out.write(text(100_000));
			return true;
		}).doOnNext(compressed::writeBytes)).thenConsumeWhile((piece) -> true).expectErrorMessage("The end").verify();
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> unpacked(compressed.toByteArray()))
			.withCauseInstanceOf(EOFException.class);
	}

	@Test
	void aDeflaterThatHasFailedIsNotUsedAgain() {
		AtomicInteger calls = new AtomicInteger();
		AtomicInteger ended = new AtomicInteger();
		byte[] text = text(300_000);
		try (Gzip failing = new Gzip(this.scheduler, 1, () -> new FailingDeflater(calls, ended))) {
			StepVerifier.create(failing.compress(pieces(text, 100_000)))
				.thenConsumeWhile((piece) -> true)
				.expectErrorMessage("Failed")
				.verify();
			assertThat(ended).hasValue(1);
			assertThat(unpacked(compressed(failing, pieces(text, 100_000)))).isEqualTo(text);
		}
	}

	@Test
	void nothingIsMadeForAReaderWhoDoesNotRead() {
		AtomicInteger written = new AtomicInteger();
		StepVerifier.create(this.gzip.compress((out, enough) -> {
			written.incrementAndGet();
			out.write(text(100_000));
			return true;
		}), 1).expectNextCount(1).thenRequest(2).expectNextCount(2).thenCancel().verify();
		assertThat(written).hasValueLessThan(10);
	}

	@Test
	void isClosedWhileAnAnswerIsUnderWay() {
		byte[] text = text(1_000_000);
		ByteArrayOutputStream compressed = new ByteArrayOutputStream();
		StepVerifier.create(this.gzip.compress(pieces(text, 50_000)), 1)
			.consumeNextWith(compressed::writeBytes)
			.then(this.gzip::close)
			.thenRequest(Long.MAX_VALUE)
			.thenConsumeWhile((piece) -> true, compressed::writeBytes)
			.verifyComplete();
		assertThat(unpacked(compressed.toByteArray())).isEqualTo(text);
	}

	private byte[] compressed(MetricsPieces metrics) {
		return compressed(this.gzip, metrics);
	}

	private static byte[] compressed(Gzip gzip, MetricsPieces metrics) {
		return gzip.compress(metrics)
			.collect(ByteArrayOutputStream::new, ByteArrayOutputStream::writeBytes)
			.map(ByteArrayOutputStream::toByteArray)
			.blockOptional()
			.orElseThrow();
	}

	private static byte[] unpacked(byte[] compressed) {
		try {
			return new GZIPInputStream(new ByteArrayInputStream(compressed)).readAllBytes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Some random numbers, so that order shows. */
	private static byte[] text(int size) {
		byte[] text = new byte[size];
		Random random = new Random(size);
		for (int i = 0; i < size; i++) {
			text[i] = (byte) ((i % 40 < 30) ? 'a' + i % 40 : '0' + random.nextInt(10));
		}
		return text;
	}

	/** Written with many calls, of any length. */
	private static MetricsPieces pieces(byte[] text, int size) {
		AtomicInteger position = new AtomicInteger();
		return (out, enough) -> {
			int end = Math.min(position.get() + Math.max(size, 1), text.length);
			while (position.get() < end) {
				if (position.get() % 7 == 0) {
					out.write(text[position.getAndIncrement()]);
				}
				else {
					int count = Math.min(end - position.get(), 1 + position.get() % 5_000);
					out.write(Arrays.copyOfRange(text, position.get(), position.get() + count), 0, count);
					position.addAndGet(count);
				}
			}
			return end < text.length;
		};
	}

	/**
	 * Fails once, of all that count together, when it has taken its input.
	 */
	private static final class FailingDeflater extends Deflater {

		private final AtomicInteger calls;

		private final AtomicInteger ended;

		FailingDeflater(AtomicInteger calls, AtomicInteger ended) {
			super(BEST_SPEED, true);
			this.calls = calls;
			this.ended = ended;
		}

		@Override
		public int deflate(byte[] output, int offset, int length, int flush) {
			int count = super.deflate(output, offset, length, flush);
			if (this.calls.incrementAndGet() == 1) {
				throw new IllegalStateException("Failed");
			}
			return count;
		}

		@Override
		public void end() {
			this.ended.incrementAndGet();
			super.end();
		}

	}

}
