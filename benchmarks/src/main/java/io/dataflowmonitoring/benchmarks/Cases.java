package io.dataflowmonitoring.benchmarks;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.dataflowmonitoring.benchmarks.BenchmarkCase.Part;
import io.dataflowmonitoring.benchmarks.report.Peers;

/**
 * The cases that have a name.
 */
final class Cases {

	/** The size of an app in most cases. */
	static final int SAMPLES = 1_000;

	private static final Set<Peers> ALL = EnumSet.allOf(Peers.class);

	private static final Set<Peers> ONLY_OURS = EnumSet.of(Peers.OURS);

	private static final Set<Peers> OUR_PROXY = EnumSet.complementOf(EnumSet.of(Peers.PUBLISHED));

	private static final Set<Part> FLEET = EnumSet.of(Part.STORM, Part.AGAIN, Part.IDENTITY, Part.GZIP);

	private Cases() {
	}

	/**
	 * Returns all cases.
	 * @return the cases, in the order in which they are run
	 */
	static List<BenchmarkCase> all() {
		List<BenchmarkCase> cases = new ArrayList<>();
		for (int apps : new int[] { 200, 500 }) {
			cases.add(of("fleet-" + apps, apps, SAMPLES, FLEET, ALL));
		}
		cases.add(of("fleet-1000", 1_000, SAMPLES, FLEET, OUR_PROXY));
		cases.add(of("stalled-1000", 1_000, SAMPLES, EnumSet.of(Part.STORM, Part.STALLED), ONLY_OURS));
		cases.add(new BenchmarkCase("websocket", "websocket", 200, SAMPLES, 1, true, false, FLEET, ALL));
		cases.add(new BenchmarkCase("changing", "changing", 200, SAMPLES, 1, false, true, FLEET, ONLY_OURS));
		cases.add(new BenchmarkCase("two-proxies", "two-proxies", 1_000, SAMPLES, 2, false, false,
				EnumSet.of(Part.STORM, Part.IDENTITY, Part.GZIP), ONLY_OURS));
		cases.add(of("churn", 200, SAMPLES, EnumSet.of(Part.STORM, Part.CHURN), ALL));
		for (int apps : new int[] { 10, 100, 300, 1_000, 2_000, 5_000, 10_000 }) {
			cases.add(growth("growth-apps-" + apps, apps, 100));
		}
		for (int samples : new int[] { 100, 300, 1_000, 3_000, 10_000 }) {
			cases.add(growth("growth-samples-" + samples, 100, samples));
		}
		// The last one, since it takes as long as a storm is given.
		cases.add(new BenchmarkCase("published-1000", "fleet-1000", 1_000, SAMPLES, 1, false, false,
				EnumSet.of(Part.STORM), EnumSet.of(Peers.PUBLISHED)));
		return cases;
	}

	/** A case that somebody makes up, with everything that can be measured. */
	static BenchmarkCase of(int apps, int samples) {
		return of("apps", apps, samples, EnumSet.allOf(Part.class), ALL);
	}

	private static BenchmarkCase growth(String name, int apps, int samples) {
		return of(name, apps, samples, EnumSet.of(Part.STORM, Part.MEMORY, Part.IDENTITY), ONLY_OURS);
	}

	private static BenchmarkCase of(String name, int apps, int samples, Set<Part> parts, Set<Peers> peers) {
		return new BenchmarkCase(name, name, apps, samples, 1, false, false, parts, peers);
	}

}
