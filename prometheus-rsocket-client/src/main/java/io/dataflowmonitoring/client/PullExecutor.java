package io.dataflowmonitoring.client;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Where pulls are answered. That is the event loop if the last answer took less than
 * {@link #QUICK}: so an app needs no other thread for it, and none is made and ended for
 * each pull. But an app's gauges may block, and then nothing that the loop has to do gets
 * done: so the first answer, and each one after one that took longer, is written on
 * another thread.
 */
final class PullExecutor implements Executor {

	/**
	 * Far less than what a proxy waits for a keepalive.
	 */
	static final Duration QUICK = Duration.ofSeconds(1);

	/**
	 * How many pulls may wait for their answers. A proxy cancels a pull that takes too
	 * long, so there are few.
	 */
	static final int MAX_PULLS = 16;

	private final Executor eventLoop;

	private final Executor thread;

	private final LongSupplier nanoTime;

	private final AtomicInteger unanswered = new AtomicInteger();

	private volatile boolean quick;

	/**
	 * Those that wait are answered where the first of them is: one after the other.
	 */
	private Executor current;

	/**
	 * Creates an executor.
	 * @param eventLoop executes on the event loop
	 * @param thread executes on another thread
	 * @param nanoTime tells the time, like {@link System#nanoTime()}
	 */
	PullExecutor(Executor eventLoop, Executor thread, LongSupplier nanoTime) {
		this.eventLoop = eventLoop;
		this.thread = thread;
		this.nanoTime = nanoTime;
		this.current = thread;
	}

	@Override
	public synchronized void execute(Runnable answer) {
		int unanswered = this.unanswered.incrementAndGet();
		if (unanswered > MAX_PULLS) {
			this.unanswered.decrementAndGet();
			throw new RejectedExecutionException("More than " + MAX_PULLS + " pulls wait for an answer");
		}
		if (unanswered == 1) {
			this.current = this.quick ? this.eventLoop : this.thread;
		}
		try {
			this.current.execute(() -> answer(answer));
		}
		catch (RejectedExecutionException ex) {
			this.unanswered.decrementAndGet();
			throw ex;
		}
	}

	/**
	 * Returns whether a pull is being answered, or waits for that.
	 */
	boolean isBusy() {
		return this.unanswered.get() > 0;
	}

	private void answer(Runnable answer) {
		long start = this.nanoTime.getAsLong();
		try {
			answer.run();
		}
		finally {
			this.quick = this.nanoTime.getAsLong() - start < QUICK.toNanos();
			this.unanswered.decrementAndGet();
		}
	}

}
