package io.dataflowmonitoring.leakcheck;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * All in one test, since Netty asks for its detector only once.
 */
class LeaksTests {

	@Test
	void reportsBuffersThatWereNotReleasedAndNoOthers() throws InterruptedException {
		Leaks leaks = new Leaks();
		leaks.install();
		assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
		inThread(() -> allocate().release());
		assertThat(leaks.collect()).isEmpty();
		inThread(LeaksTests::allocate);
		assertThat(leaks.collect()).singleElement().asString().contains("LeaksTests.java", "allocated");
		assertThat(leaks.collect()).isEmpty();
	}

	/**
	 * So that no frame of this thread has a reference to the buffer any more.
	 */
	private static void inThread(Runnable action) throws InterruptedException {
		Thread thread = new Thread(action);
		thread.start();
		thread.join();
	}

	private static ByteBuf allocate() {
		ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(64);
		buffer.touch("allocated");
		return buffer;
	}

}
