package io.dataflowmonitoring.local.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

import io.dataflowmonitoring.local.process.ChildProcess;
import io.dataflowmonitoring.local.process.ChildProcessException;

/**
 * The suite's processes, from the first one started to the last one ended. When the user
 * ends the demo, another thread stops it than the one that starts and watches.
 */
interface Suite {

	/**
	 * Starts Kafka, the proxy, what deploys apps, if anything does, and what reads from
	 * the proxy. Returns when all but the last are ready: an app that finds no Kafka or
	 * no proxy at first loses seconds.
	 * @throws ChildProcessException if one of them is not ready in time
	 * @throws IOException if a configuration cannot be written
	 * @throws InterruptedException if this thread was interrupted
	 */
	void startServers() throws IOException, InterruptedException;

	/**
	 * Starts the stream apps, or has them started; does not wait until they are up.
	 * @throws ChildProcessException if they cannot be started
	 * @throws IOException if a file cannot be read or written
	 * @throws InterruptedException if this thread was interrupted
	 */
	void startApps() throws IOException, InterruptedException;

	/**
	 * Starts the task once.
	 * @param number which launch this is, counted from 1
	 * @return a process that ends when the task does, with exit code 0 if the task ended
	 * well
	 * @throws ChildProcessException if it cannot be started
	 */
	ChildProcess startTask(int number);

	/**
	 * Waits for the end of a process that should run until it is stopped.
	 * @param timeout how long to wait at most
	 * @return the process that ended, or nothing if all still run after that time
	 * @throws InterruptedException if this thread was interrupted
	 */
	Optional<ChildProcess> awaitDeath(Duration timeout) throws InterruptedException;

	/**
	 * Ends every process, the apps before what they use.
	 */
	void stop();

}
