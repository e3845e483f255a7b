package io.dataflowmonitoring.benchmarks;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

import io.dataflowmonitoring.benchmarks.measure.FleetProcess;
import io.dataflowmonitoring.benchmarks.measure.ProxyProcess;
import io.dataflowmonitoring.benchmarks.measure.Scraper;

/**
 * The fleets of the cases. Each is warmed up once, with a proxy that is not measured: a
 * fleet whose code is yet to be compiled would take the machine from the proxy.
 */
final class Fleets implements AutoCloseable {

	private static final int WARM_UP_APPS = 100;

	private static final int WARM_UP_SCRAPES = 20;

	private final Programs programs;

	private final boolean warm;

	private final Map<Kind, FleetProcess> fleets = new HashMap<>();

	/**
	 * Creates none yet.
	 * @param programs starts them
	 * @param warm whether they are warmed up
	 */
	Fleets(Programs programs, boolean warm) {
		this.programs = programs;
		this.warm = warm;
	}

	/** Returns a fleet without apps, and ends those that are for other work. */
	FleetProcess of(BenchmarkCase work, boolean ours) throws IOException, InterruptedException {
		Kind kind = new Kind(ours, work.samples(), work.changing());
		FleetProcess fleet = this.fleets.get(kind);
		if (fleet == null) {
			endOthers(work);
			fleet = ours ? this.programs.ourFleet(work.samples(), work.changing())
					: this.programs.publishedFleet(work.samples());
			this.fleets.put(kind, fleet);
			if (this.warm) {
				warmUp(fleet);
			}
		}
		return fleet;
	}

	private void endOthers(BenchmarkCase work) {
		this.fleets.entrySet().removeIf((entry) -> {
			Kind kind = entry.getKey();
			boolean other = kind.samples() != work.samples() || kind.changing() != work.changing();
			if (other) {
				entry.getValue().close();
			}
			return other;
		});
	}

	private void warmUp(FleetProcess fleet) throws IOException, InterruptedException {
		try (ProxyProcess proxy = this.programs.ourProxy(0).awaitIdle()) {
			fleet.connect(WARM_UP_APPS, proxy.ports(), false);
			Scraper scraper = new Scraper(proxy.ports().http(), Session.PATIENCE);
			for (int i = 0; i < WARM_UP_SCRAPES; i++) {
				scraper.scrape(false, false);
			}
			fleet.leave();
		}
	}

	@Override
	public void close() {
		this.fleets.values().forEach(FleetProcess::close);
	}

	private record Kind(boolean ours, int samples, boolean changing) {
	}

}
