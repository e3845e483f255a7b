package io.dataflowmonitoring.proxy.exposition;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class KeyedHashTests {

	@Test
	void theSameBytesHaveTheSameHashWhereverTheyStand() {
		Random random = new Random(1);
		byte[] bytes = new byte[5_000];
		random.nextBytes(bytes);
		for (int length = 0; length < 2_200; length++) {
			byte[] moved = new byte[length + 3];
			System.arraycopy(bytes, 100, moved, 2, length);
			assertThat(KeyedHash.of(moved, 2, 2 + length)).isEqualTo(KeyedHash.of(bytes, 100, 100 + length));
			assertThat(KeyedHash.add(1, moved, 2, 2 + length)).isEqualTo(KeyedHash.add(1, bytes, 100, 100 + length));
		}
	}

	@Test
	void eachByteCounts() {
		for (int length : new int[] { 1, 7, 8, 9, 15, 16, 17, 31, 128, 129, 1_024, 1_025, 1_030, 3_000 }) {
			byte[] bytes = new byte[length];
			Set<Long> hashes = new HashSet<>(Set.of(KeyedHash.of(bytes, 0, length)));
			Set<Long> sums = new HashSet<>(Set.of(KeyedHash.add(0, bytes, 0, length)));
			for (int i = 0; i < length; i++) {
				for (int bit = 0; bit < Byte.SIZE; bit++) {
					bytes[i] = (byte) (1 << bit);
					hashes.add(KeyedHash.of(bytes, 0, length));
					sums.add(KeyedHash.add(0, bytes, 0, length));
				}
				bytes[i] = 0;
			}
			assertThat(hashes).hasSize(1 + Byte.SIZE * length);
			assertThat(sums).hasSize(1 + Byte.SIZE * length);
		}
	}

	@Test
	void zerosAtTheEndCount() {
		byte[] zeros = new byte[3_000];
		Set<Long> hashes = new HashSet<>();
		for (int length = 0; length <= zeros.length; length++) {
			hashes.add(KeyedHash.of(zeros, 0, length));
		}
		assertThat(hashes).hasSize(zeros.length + 1);
	}

	@Test
	void whereOnePartEndsAndTheNextBeginsCounts() {
		byte[] bytes = "abc".getBytes(StandardCharsets.US_ASCII);
		long early = KeyedHash.add(KeyedHash.add(0, bytes, 0, 1), bytes, 1, 3);
		long late = KeyedHash.add(KeyedHash.add(0, bytes, 0, 2), bytes, 2, 3);
		assertThat(early).isNotEqualTo(late).isNotEqualTo(KeyedHash.add(0, bytes, 0, 3));
	}

	@Test
	void whereAPartOfWholeBlocksEndsCounts() {
		byte[] bytes = new byte[3_000];
		new Random(1).nextBytes(bytes);
		Set<Long> hashes = new HashSet<>(Set.of(KeyedHash.add(0, bytes, 0, 3_000)));
		for (int end : new int[] { 1_023, 1_024, 1_025, 2_047, 2_048, 2_049 }) {
			hashes.add(KeyedHash.add(KeyedHash.add(0, bytes, 0, end), bytes, end, 3_000));
		}
		assertThat(hashes).hasSize(7);
	}

}
