package io.dataflowmonitoring.fleet;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.dataflowmonitoring.client.Transport;

/**
 * All simulated apps, and the time that passes for them.
 */
final class Fleet implements AutoCloseable {

	/** The same numbers in each run. */
	private static final long SEED = 20261122;

	private static final int ONE_IN_OVER_WEBSOCKET = 4;

	private final List<SimulatedApp> apps = new ArrayList<>();

	private final ScheduledExecutorService time = Executors.newSingleThreadScheduledExecutor();

	private long second;

	/**
	 * Creates a fleet whose apps do not run yet.
	 * @param instances who they are
	 * @param trouble what is wrong with some of them
	 * @param tcpPort the proxy's port for TCP
	 * @param websocketPort the proxy's port for WebSocket
	 */
	Fleet(List<AppInstance> instances, Trouble trouble, int tcpPort, int websocketPort) {
		SplittableRandom random = new SplittableRandom(SEED);
		for (AppInstance instance : instances) {
			int position = this.apps.size();
			boolean websocket = position % ONE_IN_OVER_WEBSOCKET == ONE_IN_OVER_WEBSOCKET - 1;
			this.apps.add(new SimulatedApp(instance, trouble.of(position), websocket ? websocketPort : tcpPort,
					websocket ? Transport.WEBSOCKET : Transport.TCP, random.split(), Clock.systemUTC()));
		}
	}

	/**
	 * Runs the apps until the fleet is closed.
	 * @throws ExecutionException if an app does not work
	 * @throws InterruptedException if this thread was interrupted
	 */
	void run() throws ExecutionException, InterruptedException {
		try {
			this.time.scheduleAtFixedRate(this::pass, 0, 1, TimeUnit.SECONDS).get();
		}
		catch (CancellationException ex) {
			// Closed.
		}
	}

	private void pass() {
		long now = this.second++;
		this.apps.forEach((app) -> app.pass(now));
	}

	@Override
	public void close() {
		this.time.shutdownNow();
		this.apps.forEach(SimulatedApp::close);
	}

}
