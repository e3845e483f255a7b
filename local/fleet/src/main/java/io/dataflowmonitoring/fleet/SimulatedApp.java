package io.dataflowmonitoring.fleet;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;

import io.dataflowmonitoring.client.PrometheusRSocketClient;
import io.dataflowmonitoring.client.PrometheusRSocketClientMetrics;
import io.dataflowmonitoring.client.Transport;
import io.dataflowmonitoring.wire.ExpositionFormat;
import org.jspecify.annotations.Nullable;

/**
 * One app of the fleet: its meters and its connection to the proxy.
 */
final class SimulatedApp implements AutoCloseable {

	/** At first even an app with trouble is well, so that one sees the difference. */
	private static final int SECONDS_WELL = 20;

	/** A crash comes once in this time, and the new start after half of it. */
	private static final int SECONDS_BETWEEN_CRASHES = 90;

	/** How long an app does not answer, and after which time it stops answering again. */
	private static final int SECONDS_SILENT = 180;

	private static final int SECONDS_BETWEEN_SILENCES = 240;

	private final AppInstance instance;

	private final Trouble trouble;

	private final int port;

	private final Transport transport;

	private final RandomGenerator random;

	private final Clock clock;

	/** What answers to the proxy wait for. */
	private volatile CountDownLatch answering = new CountDownLatch(0);

	private boolean closed;

	private @Nullable Run run;

	/**
	 * Creates it; {@link #pass} starts it.
	 * @param instance who it is
	 * @param trouble what is wrong with it
	 * @param port the port of a proxy on this machine
	 * @param transport what that port is for
	 * @param random what its numbers come from
	 * @param clock the clock
	 */
	SimulatedApp(AppInstance instance, Trouble trouble, int port, Transport transport, RandomGenerator random,
			Clock clock) {
		this.instance = instance;
		this.trouble = trouble;
		this.port = port;
		this.transport = transport;
		this.random = random;
		this.clock = clock;
	}

	/**
	 * Lets a second pass.
	 * @param second which second of the fleet it is, counted from 0
	 */
	synchronized void pass(long second) {
		if (this.closed) {
			return;
		}
		boolean runs = runsAt(second);
		if (runs && this.run == null) {
			this.run = start();
		}
		else if (!runs && this.run != null) {
			// Without a last push: that is how a crash looks to the proxy.
			this.run.client().close();
			this.run = null;
		}
		if (this.run != null) {
			this.run.meters().work(second);
		}
		if (!answersAt(second) && this.answering.getCount() == 0) {
			this.answering = new CountDownLatch(1);
		}
		else if (answersAt(second)) {
			this.answering.countDown();
		}
	}

	boolean runsAt(long second) {
		long since = second - SECONDS_WELL;
		return !this.trouble.crashes() || since < 0 || since % SECONDS_BETWEEN_CRASHES >= SECONDS_BETWEEN_CRASHES / 2;
	}

	boolean answersAt(long second) {
		long since = second - SECONDS_WELL;
		return !this.trouble.fallsSilent() || since < 0 || since % SECONDS_BETWEEN_SILENCES >= SECONDS_SILENT;
	}

	private Run start() {
		SimulatedMeters meters = new SimulatedMeters(this.instance, this.trouble, this.random, this.clock);
		PrometheusRSocketClient client = PrometheusRSocketClient
			.builder((out, contentType) -> write(meters, out, contentType))
			.proxy("127.0.0.1", this.port)
			.transport(this.transport)
			.identity(this.instance.labels())
			.formats(Set.of(ExpositionFormat.TEXT_0_0_4, ExpositionFormat.OPENMETRICS_1_0_0))
			.connect();
		new PrometheusRSocketClientMetrics(client).bindTo(meters.registry());
		return new Run(meters, client);
	}

	private void write(SimulatedMeters meters, OutputStream out, String contentType) throws IOException {
		try {
			this.answering.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		meters.writeTo(out, contentType);
	}

	/** Closes the connection; the app does not come back. */
	@Override
	public synchronized void close() {
		this.closed = true;
		this.answering.countDown();
		if (this.run != null) {
			this.run.client().close();
			this.run = null;
		}
	}

	/**
	 * The app between a start and an end of it.
	 *
	 * @param meters its meters
	 * @param client its connection
	 */
	private record Run(SimulatedMeters meters, PrometheusRSocketClient client) {
	}

}
