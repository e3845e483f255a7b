package io.dataflowmonitoring.systemtests.resilience;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToLongFunction;

import io.dataflowmonitoring.systemtests.fleet.AppProtocol;
import io.dataflowmonitoring.systemtests.fleet.Fleet;
import io.dataflowmonitoring.systemtests.fleet.FleetNetwork;
import io.dataflowmonitoring.systemtests.fleet.FleetSettings;
import io.dataflowmonitoring.systemtests.fleet.Reconnection;
import io.dataflowmonitoring.systemtests.fleet.SampleCount;
import io.dataflowmonitoring.systemtests.fleet.SimulatedApp;
import io.dataflowmonitoring.systemtests.resilience.WatchedProxy.Footprint;
import io.dataflowmonitoring.systemtests.resilience.WatchedProxy.Scrape;
import io.dataflowmonitoring.systemtests.support.Processes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A proxy's long day, at a quick pace: apps that stay, apps that come and go, final
 * pushes, bad peers of every kind one after the other, scrapes, some of them aborted.
 * Nothing that the process takes may grow with time. The system property
 * {@code soak.duration} says how long, such as {@code 30m}.
 */
class SoakIT {

	private static final Duration DURATION = Duration.parse("PT" + System.getProperty("soak.duration", "20s"));

	/**
	 * Below this, what the process takes has not settled, so nothing is said about it.
	 */
	private static final Duration LONG_ENOUGH = Duration.ofMinutes(6);

	private static final int SAMPLES = 60;

	private static final Duration SCRAPE_TIMEOUT = Duration.ofSeconds(10);

	private static final int APPS = 50;

	@RegisterExtension
	static final Processes processes = new Processes();

	private final FleetNetwork network = new FleetNetwork();

	private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(3);

	private final List<Future<?>> tasks = new ArrayList<>();

	private final List<SimulatedApp> staying = new ArrayList<>();

	private final List<SimulatedApp> coming = new ArrayList<>();

	private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

	private final CountDownLatch failed = new CountDownLatch(1);

	private final AtomicInteger scrapes = new AtomicInteger();

	private final AtomicInteger pushes = new AtomicInteger();

	private final AtomicInteger refusedPushes = new AtomicInteger();

	private final AtomicInteger changes = new AtomicInteger();

	private int badOnes;

	private BadNeighbour bad = () -> {
	};

	private WatchedProxy proxy;

	@Test
	@DisplayName("No zombie connections, no leaked buffers, no memory growth to the OOM killer "
			+ "(prometheus-rsocket-proxy#33, #14, bitnami/containers#80583)")
	void whatTheProxyTakesDoesNotGrowWithTime() throws IOException, InterruptedException {
		this.proxy = WatchedProxy.startWithAllOfItsHeap(processes, "256m",
				"--micrometer.prometheus-proxy.max-exposition-size=1MB", "--micrometer.prometheus-proxy.retention=20s");
		startApps();
		every(3_000, this::scrape);
		every(200, this::comeAndGo);
		every(5_000, this::changeTheBadOne);
		List<Footprint> footprints = watch();
		this.clock.shutdownNow();
		assertThat(this.clock.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
		assertThat(this.failures).isEmpty();
		this.bad.close();
		this.staying.forEach(SimulatedApp::leave);
		this.coming.forEach(SimulatedApp::leave);
		await("no zombie connections").atMost(Duration.ofMinutes(2)).until(() -> this.proxy.connections() == 0);
		this.proxy.assertNothingLeaked();
		if (DURATION.compareTo(LONG_ENOUGH) >= 0) {
			assertFlat("heap", footprints, Footprint::heap, 4 << 20);
			assertFlat("direct memory", footprints, Footprint::direct, 4 << 20);
			assertFlat("resident memory", footprints, Footprint::resident, 0);
			assertFlat("threads", footprints, Footprint::threads, 2);
			assertFlat("open files", footprints, Footprint::openFiles, 10);
		}
	}

	@AfterEach
	void end() throws IOException {
		this.clock.shutdownNow();
		this.bad.close();
		this.staying.forEach(SimulatedApp::leave);
		this.coming.forEach(SimulatedApp::leave);
		this.network.close();
	}

	private void startApps() {
		for (AppProtocol protocol : AppProtocol.values()) {
			String name = protocol.name().toLowerCase(Locale.ROOT);
			FleetSettings settings = FleetSettings.of("stays-" + name, APPS / 2)
				.withProtocol(protocol)
				.withWebsocketEvery(4)
				.withReconnection(new Reconnection(Duration.ofMillis(100), Duration.ofSeconds(1)));
			this.staying.addAll(Fleet.start(settings, this.proxy.address(), this.network).apps());
			FleetSettings others = new FleetSettings("comes-" + name, APPS / 2, 50, protocol, 4,
					settings.reconnection());
			this.coming.addAll(Fleet.start(others, this.proxy.address(), this.network).apps());
		}
		await().atMost(Duration.ofSeconds(60))
			.until(() -> this.staying.stream().allMatch(SimulatedApp::isReady)
					&& this.coming.stream().allMatch(SimulatedApp::isReady));
	}

	/**
	 * Takes a footprint at each of so many times, and prints it; ends early on a failure.
	 */
	private List<Footprint> watch() throws InterruptedException {
		long start = System.nanoTime();
		List<Footprint> footprints = new ArrayList<>();
		int samples = (DURATION.compareTo(LONG_ENOUGH) >= 0) ? SAMPLES : 4;
		System.out.printf(Locale.ROOT, "%8s %8s %10s %12s %8s %6s %8s %7s%n", "after s", "heap MB", "direct MB",
				"resident MB", "threads", "files", "scrapes", "pushes");
		for (int i = 1; i <= samples; i++) {
			long left = start + DURATION.toNanos() / samples * i - System.nanoTime();
			if (this.failed.await(left, TimeUnit.NANOSECONDS)) {
				break;
			}
			Footprint footprint = this.proxy.footprint();
			footprints.add(footprint);
			System.out.printf(Locale.ROOT, "%8d %8.1f %10.1f %12.1f %8d %6d %8d %7d%n",
					TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start), mega(footprint.heap()),
					mega(footprint.direct()), mega(footprint.resident()), footprint.threads(), footprint.openFiles(),
					this.scrapes.get(), this.pushes.get());
		}
		Figures.print("Soak of " + DURATION,
				"%d scrapes, %d comings and goings, %d final pushes acknowledged and %d not, %d bad peers".formatted(
						this.scrapes.get(), this.changes.get(), this.pushes.get(), this.refusedPushes.get(),
						this.badOnes));
		return footprints;
	}

	/** Compares the last third with the one before. */
	private static void assertFlat(String what, List<Footprint> footprints, ToLongFunction<Footprint> value,
			long slack) {
		int third = footprints.size() / 3;
		double middle = mean(footprints.subList(third, 2 * third), value);
		double last = mean(footprints.subList(2 * third, footprints.size()), value);
		assertThat(last).as("mean %s of the last third; of the middle third: %.0f", what, middle)
			.isLessThan(middle * 1.1 + slack);
	}

	private static double mean(List<Footprint> footprints, ToLongFunction<Footprint> value) {
		return footprints.stream().mapToLong(value).average().orElseThrow();
	}

	private static double mega(long bytes) {
		return bytes / 1_048_576.0;
	}

	private void scrape() throws IOException {
		Scrape scrape = this.proxy.scrape(SCRAPE_TIMEOUT);
		assertThat(scrape.took()).isLessThan(SCRAPE_TIMEOUT);
		assertThat(new SampleCount(scrape.text()).incomplete(this.staying)).as("apps that stay").isEmpty();
		if (this.scrapes.incrementAndGet() % 5 == 0) {
			SlowScraper aborted = new SlowScraper(this.proxy.proxy().httpPort());
			aborted.read(1_000);
			aborted.abort();
		}
	}

	private void comeAndGo() {
		SimulatedApp app = this.coming.get(ThreadLocalRandom.current().nextInt(this.coming.size()));
		this.changes.incrementAndGet();
		switch (ThreadLocalRandom.current().nextInt(4)) {
			case 0 -> app.disconnect();
			case 1 -> app.leave();
			case 2 -> {
				if (app.isReady()) {
					app.pushAndLeave()
						.subscribe(null, (ex) -> this.refusedPushes.incrementAndGet(), this.pushes::incrementAndGet);
				}
			}
			default -> app.join();
		}
	}

	private void changeTheBadOne() throws IOException {
		this.bad.close();
		Misbehaviour[] all = Misbehaviour.values();
		this.bad = all[this.badOnes++ % all.length].start(this.proxy.address(), this.network);
	}

	private void every(int millis, Action action) {
		this.tasks.add(this.clock.scheduleWithFixedDelay(() -> {
			try {
				action.run();
			}
			catch (Throwable ex) {
				if (!this.clock.isShutdown()) {
					this.failures.add(ex);
					this.failed.countDown();
				}
			}
		}, millis, millis, TimeUnit.MILLISECONDS));
	}

	private interface Action {

		void run() throws IOException;

	}

}
