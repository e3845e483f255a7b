package io.dataflowmonitoring.proxy.push;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.dataflowmonitoring.proxy.exposition.AppIdentity;
import io.dataflowmonitoring.wire.ExpositionFormat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PushRecordTests {

	private static final PushRecord RECORD = new PushRecord(Instant.parse("2026-01-02T03:04:05.678Z"), "0123abcd",
			new AppIdentity(Map.of("application", "orders", "instance", "h\u00f6st:8080")),
			ExpositionFormat.OPENMETRICS_1_0_0, "a 1\n# EOF\n".getBytes(StandardCharsets.UTF_8));

	@Test
	void readsWhatItWrote() throws CorruptPushException {
		PushRecord read = PushRecord.decode(file());
		assertThat(read).usingRecursiveComparison().isEqualTo(RECORD);
	}

	@Test
	void noFileThatWasCutOffIsTakenForAWholeOne() {
		byte[] file = file();
		for (int length = 0; length < file.length; length++) {
			assertThatCorrupt(Arrays.copyOf(file, length));
		}
	}

	@Test
	void noFileInWhichABitHasChangedIsTakenForAGoodOne() {
		for (int bit = 0; bit < file().length * 8; bit++) {
			byte[] file = file();
			file[bit / 8] ^= (byte) (1 << (bit % 8));
			assertThatCorrupt(file);
		}
	}

	@Test
	void zerosAreNoPush() {
		assertThatCorrupt(new byte[100]);
		assertThatCorrupt(new byte[0]);
	}

	private static void assertThatCorrupt(byte[] file) {
		assertThatExceptionOfType(CorruptPushException.class).isThrownBy(() -> PushRecord.decode(file));
	}

	private static byte[] file() {
		ByteBuffer[] pieces = RECORD.encode();
		ByteBuffer file = ByteBuffer.allocate(Stream.of(pieces).mapToInt(ByteBuffer::remaining).sum());
		Stream.of(pieces).forEach(file::put);
		return file.array();
	}

}
