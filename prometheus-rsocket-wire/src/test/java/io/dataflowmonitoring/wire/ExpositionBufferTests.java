package io.dataflowmonitoring.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Random;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xerial.snappy.Snappy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class ExpositionBufferTests {

	private final Random random = new Random(6);

	private final ExpositionBuffer buffer = new ExpositionBuffer(true);

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 127, 128, 8192, 16_383, 16_384, 65_535, 65_536, 65_537, 131_072, 300_000, 2_100_000 })
	void whatIsCompressedInPiecesIsTheBlockOfTheWhole(int size) throws IOException {
		byte[] exposition = lines(size);
		fill(exposition, 1 + this.random.nextInt(10_000));
		assertThat(this.buffer.size()).isEqualTo(size);
		assertThat(this.buffer.toBytes()).isEqualTo(Snappy.compress(exposition));
	}

	@Test
	void whatCannotBeCompressedFitsToo() throws IOException {
		byte[] noise = new byte[200_000];
		this.random.nextBytes(noise);
		fill(noise, 7000);
		assertThat(Snappy.uncompress(this.buffer.toBytes())).isEqualTo(noise);
	}

	@Test
	void theNextExpositionTakesThePlaceOfTheOneBefore() throws IOException {
		for (int size : new int[] { 100_000, 3, 70_000 }) {
			byte[] exposition = lines(size);
			fill(exposition, 1000);
			this.buffer.prepend(new byte[] { 1, 2, 3 });
			byte[] expected = Snappy.compress(exposition);
			assertThat(this.buffer.toBytes()).startsWith(1, 2, 3).endsWith(expected).hasSize(3 + expected.length);
		}
	}

	@Test
	void bytesMayComeOneByOne() throws IOException {
		this.buffer.fill((out, contentType) -> {
			for (int i = 0; i < 70_000; i++) {
				out.write('a' + i % 7);
			}
		}, ExpositionFormat.TEXT_0_0_4, Integer.MAX_VALUE);
		assertThat(Snappy.uncompress(this.buffer.toBytes())).hasSize(70_000)
			.startsWith("abcdefgabc".getBytes(StandardCharsets.US_ASCII));
	}

	@Test
	void withoutCompressionItIsTheExpositionItself() throws IOException {
		ExpositionBuffer plain = new ExpositionBuffer(false);
		byte[] exposition = lines(100_000);
		plain.fill((out, contentType) -> out.write(exposition), ExpositionFormat.TEXT_0_0_4, Integer.MAX_VALUE);
		assertThat(plain.toBytes()).isEqualTo(exposition);
	}

	@Test
	void whatIsTooLargeIsCountedAndNotKept() throws IOException {
		byte[] noise = new byte[100_000];
		this.random.nextBytes(noise);
		this.buffer.fill((out, contentType) -> {
			for (int i = 0; i < 100; i++) {
				out.write(noise);
			}
		}, ExpositionFormat.TEXT_0_0_4, 150_000);
		assertThat(this.buffer.size()).isEqualTo(10_000_000);
		assertThat(this.buffer.array().length).isLessThan(500_000);
	}

	@Test
	void aSourceThatFailsLeavesNothingBehind() throws IOException {
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> this.buffer.fill((out, contentType) -> {
			out.write(lines(100_000));
			throw new IOException("broken gauge");
		}, ExpositionFormat.TEXT_0_0_4, Integer.MAX_VALUE));
		assertThatIllegalStateException().isThrownBy(() -> this.buffer.fill((out, contentType) -> {
			throw new NoClassDefFoundError("org/example/Gauge");
		}, ExpositionFormat.TEXT_0_0_4, Integer.MAX_VALUE));
		byte[] exposition = lines(1000);
		fill(exposition, 100);
		assertThat(Snappy.uncompress(this.buffer.toBytes())).isEqualTo(exposition);
	}

	@Test
	void anAppThatIsPulledAgainTakesNoMoreMemory() throws IOException {
		byte[] exposition = lines(230_000);
		fill(exposition, 8192);
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long before = threads.getCurrentThreadAllocatedBytes();
		fill(exposition, 8192);
		assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
	}

	private void fill(byte[] exposition, int step) throws IOException {
		this.buffer.fill((out, contentType) -> write(exposition, step, out), ExpositionFormat.TEXT_0_0_4,
				Integer.MAX_VALUE);
	}

	private static void write(byte[] exposition, int step, OutputStream out) throws IOException {
		for (int i = 0; i < exposition.length; i += step) {
			out.write(exposition, i, Math.min(step, exposition.length - i));
		}
	}

	/**
	 * Something like an exposition: its lines resemble one another.
	 */
	private byte[] lines(int size) {
		StringBuilder lines = new StringBuilder();
		while (lines.length() < size) {
			lines.append("http_requests_seconds_count{application=\"demo\",uri=\"/orders/")
				.append(this.random.nextInt(1000))
				.append("\"} ")
				.append(this.random.nextInt())
				.append('\n');
		}
		return lines.substring(0, size).getBytes(StandardCharsets.US_ASCII);
	}

}
