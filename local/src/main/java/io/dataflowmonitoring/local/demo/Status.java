package io.dataflowmonitoring.local.demo;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the user is shown at one moment.
 *
 * @param elapsed the time since the start
 * @param apps the stream apps
 * @param simulated the simulated apps, if there are any
 * @param tasks the task's runs
 * @param pushesKept how many final pushes the proxy keeps
 * @param samples how many samples the last scrape of all apps had
 * @param scrape how long it took
 * @param problem why the proxy could not be read this time, if so
 */
record Status(Duration elapsed, List<App> apps, Optional<Simulated> simulated, Tasks tasks, int pushesKept, int samples,
		Duration scrape, Optional<String> problem) {

	/**
	 * One stream app.
	 *
	 * @param name the app's name
	 * @param up whether it is connected and answered the last scrape
	 * @param messages how many messages went through it since its start
	 * @param messagesPerSecond how many in a second, lately
	 * @param samples how many samples its last answer had, if it has answered
	 * @param scrapeSeconds how long that took
	 */
	record App(String name, boolean up, long messages, double messagesPerSecond, OptionalDouble samples,
			OptionalDouble scrapeSeconds) {
	}

	/**
	 * The simulated apps, all together.
	 *
	 * @param apps how many there are to be
	 * @param up how many answered the last scrape
	 * @param samples how many samples their last answers had
	 * @param scrapeSeconds how long the slowest of them took, if any has answered
	 */
	record Simulated(int apps, int up, long samples, OptionalDouble scrapeSeconds) {

		/** Returns how many of them are up, such as {@code 48 of 50}. */
		String state() {
			return this.up + " of " + this.apps;
		}

	}

	/**
	 * The task's runs.
	 *
	 * @param seen how many successful ends the proxy has shown
	 * @param failed how many ended with an error
	 * @param running how many run now
	 */
	record Tasks(int seen, long failed, long running) {
	}

}
