package io.dataflowmonitoring.proxy.scrape;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class LeaseTests {

	private final SpareMemory spare = new SpareMemory(1_000);

	private final AnswerMemory memory = new AnswerMemory(this.spare);

	private final Lease lease = new Lease(this.memory);

	@Test
	void theArrayGoesBackWhenTheLastHolderLetsGo() {
		Lease.Hold pull = this.lease.hold();
		Lease.Hold scrape = this.lease.hold();
		byte[] array = this.lease.take(10);
		this.lease.written(array);
		pull.close();
		assertInUse();
		scrape.close();
		assertThat(this.memory.take(10)).isSameAs(array);
	}

	@Test
	void toLetGoTwiceTakesTheArrayFromNobody() {
		Lease.Hold one = this.lease.hold();
		Lease.Hold other = this.lease.hold();
		byte[] array = this.lease.take(10);
		this.lease.written(array);
		one.close();
		one.close();
		assertInUse();
		other.close();
		byte[] next = this.memory.take(10);
		assertThat(next).isSameAs(array);
		other.close();
		one.close();
		assertInUse();
	}

	@Test
	void anArrayThatIsStillWrittenIntoDoesNotGoBack() {
		Lease.Hold pull = this.lease.hold();
		byte[] array = this.lease.take(10);
		pull.close();
		assertInUse();
		this.lease.written(array);
		assertThat(this.memory.take(10)).isSameAs(array);
	}

	@Test
	void anAnswerThatNobodyWaitsForGoesBackAtOnce() {
		this.lease.hold().close();
		byte[] array = this.lease.take(10);
		this.lease.written(array);
		assertThat(this.memory.take(10)).isSameAs(array);
	}

	@Test
	void anAnswerInAnArrayOfItsOwnIsNotUsedAgain() {
		Lease.Hold pull = this.lease.hold();
		this.lease.written(new byte[10]);
		pull.close();
		assertInUse();
	}

	@Test
	void whatSomebodyForgetsToLetGoIsNotUsedAgain() {
		this.lease.hold();
		Lease.Hold other = this.lease.hold();
		this.lease.written(this.lease.take(10));
		other.close();
		assertInUse();
	}

	@Test
	void nobodyHoldsWhatHasGoneBack() {
		Lease.Hold pull = this.lease.hold();
		this.lease.written(this.lease.take(10));
		pull.close();
		assertThatIllegalStateException().isThrownBy(this.lease::hold);
	}

	private void assertInUse() {
		assertThat(this.spare.used()).isZero();
	}

}
