package io.dataflowmonitoring.local.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How slow and faulty the apps are asked to be, so that there are errors, retries, dead
 * letters, waiting messages and failed tasks to look at.
 *
 * @param failureRate the share of attempts that fail in the processor and in the sink,
 * from 0 to 1; if it is more than 0, every third launch of the task fails too
 * @param delay the extra time for each order in the processor, the sink and the task
 */
record Faults(double failureRate, Duration delay) {

	/** The failure rate of whoever asks for failures, but not how many. */
	static final double SOME_FAILURES = 0.2;

	/**
	 * The delay of whoever asks for slow apps, but not how slow: at 10 orders per second,
	 * the lag grows.
	 */
	static final Duration SOME_DELAY = Duration.ofMillis(150);

	/** All apps as they are. */
	static final Faults NONE = new Faults(0, Duration.ZERO);

	private static final int LAUNCHES_PER_FAILURE = 3;

	/** The order at which a task fails that is to: the chunks before it are committed. */
	private static final int FAILING_ORDER = 25;

	/**
	 * Returns the properties for a stream app.
	 * @param app the app
	 * @return properties as {@code name=value}; none for the source, and none that would
	 * have no effect
	 */
	List<String> properties(StreamApp app) {
		if (app == StreamApp.SOURCE) {
			return List.of();
		}
		String prefix = "demo." + app.type();
		List<String> properties = new ArrayList<>();
		if (this.failureRate > 0) {
			properties.add(prefix + ".failure-rate=" + this.failureRate);
		}
		if (!this.delay.isZero()) {
			properties.add(prefix + ".delay=" + this.delay.toMillis() + "ms");
		}
		return properties;
	}

	/**
	 * Returns the properties for a launch of the task.
	 * @param number which launch it is, counted from 1
	 * @return properties as {@code name=value}
	 */
	List<String> taskProperties(int number) {
		List<String> properties = new ArrayList<>();
		if (failsTask(number)) {
			properties.add("demo.task.fail-at=" + FAILING_ORDER);
		}
		if (!this.delay.isZero()) {
			properties.add("demo.task.delay=" + this.delay.toMillis() + "ms");
		}
		return properties;
	}

	/**
	 * Returns whether a launch of the task is meant to fail.
	 * @param number which launch it is, counted from 1
	 */
	boolean failsTask(int number) {
		return this.failureRate > 0 && number % LAUNCHES_PER_FAILURE == 0;
	}

}
