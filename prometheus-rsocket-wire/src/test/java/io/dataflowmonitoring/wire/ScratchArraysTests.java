package io.dataflowmonitoring.wire;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ScratchArraysTests {

	private final ScratchArrays scratch = new ScratchArrays();

	@Test
	void anArrayIsUsedAgainByOneAtATime() {
		byte[] array = this.scratch.take(100);
		this.scratch.give(array);
		assertThat(this.scratch.take(60_000)).isSameAs(array);
		assertThat(this.scratch.take(100)).isNotSameAs(array);
	}

	@Test
	void whatIsTooShortIsReplaced() {
		this.scratch.give(this.scratch.take(100));
		byte[] longer = this.scratch.take(500_000);
		assertThat(longer).hasSizeGreaterThan(500_000);
		this.scratch.give(longer);
		assertThat(this.scratch.take(500_000)).isSameAs(longer);
	}

	@Test
	void whatIsVeryLongIsNotKept() {
		byte[] array = this.scratch.take(16_000_000);
		assertThat(array).hasSizeGreaterThanOrEqualTo(16_000_000);
		this.scratch.give(array);
		assertThat(this.scratch.take(100)).isNotSameAs(array);
	}

}
