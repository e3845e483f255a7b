package io.dataflowmonitoring.proxy.scrape;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AnswerMemoryTests {

	private static final int SIZE = 100_000;

	private final SpareMemory spare = new SpareMemory(1_000_000);

	private final AnswerMemory memory = new AnswerMemory(this.spare);

	@Test
	void theNextAnswerGoesIntoTheSameArrayEvenIfItIsSomewhatLonger() {
		byte[] array = this.memory.take(SIZE);
		this.memory.give(array);
		assertThat(this.memory.take(SIZE + SIZE / 20)).isSameAs(array);
	}

	@Test
	void anArrayIsGivenToOneAtATime() {
		byte[] array = this.memory.take(SIZE);
		this.memory.give(array);
		assertThat(this.memory.take(SIZE)).isSameAs(array);
		assertThat(this.memory.take(SIZE)).isNotSameAs(array);
	}

	@Test
	void anAnswerThatDoesNotFitGetsALongerArray() {
		this.memory.give(this.memory.take(SIZE));
		byte[] longer = this.memory.take(2 * SIZE);
		assertThat(longer).hasSizeGreaterThan(2 * SIZE);
		this.memory.give(longer);
		assertThat(this.memory.take(SIZE)).isSameAs(longer);
	}

	@Test
	void twoArraysAreKeptAsLongAsTwoAreNeededAtTheSameTime() {
		byte[] one = this.memory.take(SIZE);
		byte[] other = this.memory.take(SIZE);
		for (int i = 0; i < 10 * AnswerMemory.PATIENCE; i++) {
			this.memory.give(one);
			this.memory.give(other);
			assertThat(this.memory.take(SIZE)).isSameAs(other);
			assertThat(this.memory.take(SIZE)).isSameAs(one);
		}
		this.memory.give(one);
		this.memory.give(other);
		for (int i = 0; i <= AnswerMemory.PATIENCE; i++) {
			assertThat(this.spare.used()).isEqualTo(one.length + other.length);
			this.memory.give(this.memory.take(SIZE));
		}
		assertThat(this.spare.used()).isEqualTo(other.length);
		assertThat(this.memory.take(SIZE)).isSameAs(other);
	}

	@Test
	void noMoreThanTwoArraysAreKept() {
		byte[] one = this.memory.take(SIZE);
		byte[] other = this.memory.take(SIZE);
		byte[] third = this.memory.take(SIZE);
		this.memory.give(one);
		this.memory.give(other);
		this.memory.give(third);
		assertThat(this.spare.used()).isEqualTo(one.length + other.length);
	}

	@Test
	void anArrayThatIsMuchTooLongForSomeTimeIsLetGo() {
		byte[] array = this.memory.take(SIZE);
		for (int i = 0; i < AnswerMemory.PATIENCE; i++) {
			this.memory.give(array);
			assertThat(this.memory.take(SIZE / 3)).isSameAs(array);
		}
		this.memory.give(array);
		assertThat(this.memory.take(SIZE / 3)).hasSizeLessThan(SIZE / 2);
		assertThat(this.spare.used()).isZero();
	}

	@Test
	void oneLongAnswerAmongShortOnesIsReasonEnoughToKeepALongArray() {
		byte[] array = this.memory.take(SIZE);
		for (int i = 0; i < 10 * AnswerMemory.PATIENCE; i++) {
			this.memory.give(array);
			assertThat(this.memory.take((i % AnswerMemory.PATIENCE == 0) ? SIZE : 10)).isSameAs(array);
		}
	}

	@Test
	void nothingIsKeptThatIsNotNeededForSomeTime() {
		this.memory.give(this.memory.take(SIZE));
		this.memory.letGoIfUnused();
		assertThat(this.spare.used()).isGreaterThan(SIZE);
		this.memory.letGoIfUnused();
		assertThat(this.spare.used()).isZero();
		assertThat(this.memory.take(SIZE)).hasSizeGreaterThan(SIZE);
	}

	@Test
	void nothingIsKeptOfAnAppThatIsGone() {
		byte[] array = this.memory.take(SIZE);
		this.memory.give(this.memory.take(SIZE));
		this.memory.close();
		assertThat(this.spare.used()).isZero();
		this.memory.give(array);
		assertThat(this.spare.used()).isZero();
	}

	@Test
	void allAppsTogetherKeepOnlySoMuch() {
		AnswerMemory other = new AnswerMemory(this.spare);
		byte[] array = other.take(900_000);
		this.memory.give(this.memory.take(SIZE));
		other.give(array);
		assertThat(this.spare.used()).isBetween((long) SIZE, 2L * SIZE);
		this.memory.close();
		other.give(array);
		assertThat(this.spare.used()).isEqualTo(array.length);
	}

	@Test
	void aShortAnswerGetsAnArrayToo() {
		assertThat(this.memory.take(0)).isNotNull();
		assertThat(this.memory.take(1)).hasSizeBetween(1, 100);
	}

}
