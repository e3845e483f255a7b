package io.dataflowmonitoring.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PullExecutorTests {

	private final Queue<Runnable> eventLoop = new ArrayDeque<>();

	private final Queue<Runnable> thread = new ArrayDeque<>();

	private long now;

	private final PullExecutor executor = new PullExecutor(this.eventLoop::add, this.thread::add, () -> this.now);

	@Test
	void theFirstAnswerIsNotWrittenOnTheEventLoop() {
		execute(Duration.ZERO);
		assertThat(this.eventLoop).isEmpty();
		assertThat(this.thread).hasSize(1);
	}

	@Test
	void theNextIsIfTheOneBeforeWasQuick() {
		execute(Duration.ofMillis(999));
		this.thread.remove().run();
		execute(Duration.ofSeconds(1));
		this.eventLoop.remove().run();
		execute(Duration.ZERO);
		assertThat(this.eventLoop).isEmpty();
		assertThat(this.thread).hasSize(1);
	}

	@Test
	void oneThatFailsCountsLikeAnyOther() {
		this.executor.execute(() -> {
			throw new IllegalStateException("broken gauge");
		});
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> this.thread.remove().run());
		assertThat(this.executor.isBusy()).isFalse();
		execute(Duration.ZERO);
		assertThat(this.eventLoop).hasSize(1);
	}

	@Test
	void whatWaitsIsAnsweredOneAfterTheOther() {
		execute(Duration.ZERO);
		execute(Duration.ZERO);
		this.thread.remove().run();
		execute(Duration.ZERO);
		assertThat(this.eventLoop).isEmpty();
		assertThat(this.thread).hasSize(2);
	}

	@Test
	void onlySoManyWait() {
		for (int i = 0; i < PullExecutor.MAX_PULLS; i++) {
			execute(Duration.ZERO);
		}
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> execute(Duration.ZERO));
		this.thread.remove().run();
		execute(Duration.ZERO);
		assertThat(this.thread).hasSize(PullExecutor.MAX_PULLS);
	}

	@Test
	void oneThatCannotBeExecutedDoesNotWait() {
		PullExecutor closed = new PullExecutor(this.eventLoop::add, (answer) -> {
			throw new RejectedExecutionException("closed");
		}, () -> this.now);
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> closed.execute(() -> {
		}));
		assertThat(closed.isBusy()).isFalse();
	}

	private void execute(Duration takes) {
		this.executor.execute(() -> this.now += takes.toNanos());
	}

}
