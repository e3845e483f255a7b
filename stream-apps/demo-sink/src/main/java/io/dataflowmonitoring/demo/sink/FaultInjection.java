package io.dataflowmonitoring.demo.sink;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Makes the app slow and faulty on purpose, so that there is something to see on the
 * dashboards. Leave it out of an app of your own.
 */
final class FaultInjection {

	private final Duration delay;

	private final double failureRate;

	private final RandomGenerator random;

	FaultInjection(Duration delay, double failureRate, RandomGenerator random) {
		this.delay = delay;
		this.failureRate = failureRate;
		this.random = random;
	}

	/**
	 * Waits for the delay, then throws in as many cases as the failure rate says.
	 * @throws IllegalStateException if this attempt is one of those that fail, or if the
	 * app stops during the delay
	 */
	void inject() {
		try {
			Thread.sleep(this.delay.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted: the app stops", ex);
		}
		if (this.random.nextDouble() < this.failureRate) {
			throw new IllegalStateException("Failed on purpose (demo.sink.failure-rate is " + this.failureRate + ")");
		}
	}

}
