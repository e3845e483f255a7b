package io.dataflowmonitoring.benchmarks.fleet;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import io.dataflowmonitoring.wire.ExpositionFormat;
import io.dataflowmonitoring.wire.ExpositionSource;
import io.rsocket.transport.ClientTransport;

/**
 * The apps of this process, in the order in which they have come. No two of them, also of
 * those that have left, have the same number.
 */
final class Fleet {

	private final ExpositionTemplate template;

	private final boolean changing;

	private final FleetNetwork network = new FleetNetwork();

	private final Deque<FleetApp> apps = new ArrayDeque<>();

	private int nextNumber;

	/**
	 * Creates a fleet without apps.
	 * @param template what the apps say
	 * @param firstNumber the number of the first app
	 * @param changing whether they say something else each time
	 */
	Fleet(ExpositionTemplate template, int firstNumber, boolean changing) {
		this.template = template;
		this.nextNumber = firstNumber;
		this.changing = changing;
	}

	/**
	 * Has new apps connect at once.
	 * @param count how many
	 * @param port the proxy's port
	 * @param websocket whether that is for WebSocket, and not for TCP
	 */
	void connect(int count, int port, boolean websocket) {
		ClientTransport transport = websocket ? this.network.websocket(port) : this.network.tcp(port);
		for (int i = 0; i < count; i++) {
			int number = this.nextNumber++;
			Map<String, String> identity = ExpositionTemplate.identity(number);
			FleetApp app = new FleetApp(identity, transport, new Metrics(this.template, number, this.changing),
					this.network.writers());
			this.apps.add(app);
			app.join();
		}
	}

	/** Has the oldest apps leave, or all if they are fewer. */
	void leave(int count) {
		for (int i = 0; i < count && !this.apps.isEmpty(); i++) {
			this.apps.remove().leave();
		}
	}

	/** Has all apps close their connection and connect again at once. */
	void reconnect() {
		// All of them first: a proxy that is back after a moment finds nobody connected.
		this.apps.forEach(FleetApp::leave);
		this.apps.forEach(FleetApp::join);
	}

	/** Returns how many apps are accepted by their proxy. */
	long ready() {
		return this.apps.stream().filter(FleetApp::isReady).count();
	}

	/** Has the oldest apps answer no pull from now on. */
	void stall(int count) {
		this.apps.stream().limit(count).forEach(FleetApp::stall);
	}

	private record Metrics(ExpositionTemplate template, int number, boolean changing,
			AtomicLong scrapes) implements ExpositionSource {

		Metrics(ExpositionTemplate template, int number, boolean changing) {
			this(template, number, changing, new AtomicLong());
		}

		@Override
		public void writeTo(OutputStream out, String contentType) throws IOException {
			out.write(write(ExpositionFormat.TEXT_0_0_4));
		}

		@Override
		public byte[] write(ExpositionFormat format) {
			return this.changing ? this.template.fill(this.number, this.scrapes.incrementAndGet())
					: this.template.fill(this.number);
		}

	}

}
