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
 * @param tasks the task's runs
 * @param pushesKept how many final pushes the proxy keeps
 * @param samples how many samples the last scrape of all apps had
 * @param scrape how long it took
 * @param problem why the proxy could not be read this time, if so
 */
record Status(Duration elapsed, List<App> apps, Tasks tasks, int pushesKept, int samples, Duration scrape,
		Optional<String> problem) {

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
	 * The task's runs.
	 *
	 * @param seen how many successful ends the proxy has shown
	 * @param failed how many ended with an error
	 * @param running how many run now
	 */
	record Tasks(int seen, long failed, long running) {
	}

}
