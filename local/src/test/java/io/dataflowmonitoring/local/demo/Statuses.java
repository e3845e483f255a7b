package io.dataflowmonitoring.local.demo;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How things may stand, for tests.
 */
final class Statuses {

	private Statuses() {
	}

	/** The source is up, the sink is not; one task of three failed. */
	static Status at(Duration elapsed) {
		Status.App source = new Status.App("demo-source", true, 420, 10.04, OptionalDouble.of(310),
				OptionalDouble.of(0.0054));
		Status.App sink = new Status.App("demo-sink", false, 0, 0, OptionalDouble.empty(), OptionalDouble.empty());
		return new Status(elapsed, List.of(source, sink), Optional.empty(), new Status.Tasks(2, 1, 1), 2, 974,
				Duration.ofMillis(12), Optional.empty());
	}

	static Status withSimulatedApps() {
		Status status = at(Duration.ZERO);
		return new Status(status.elapsed(), status.apps(),
				Optional.of(new Status.Simulated(50, 48, 4512, OptionalDouble.of(0.0123))), status.tasks(),
				status.pushesKept(), status.samples(), status.scrape(), status.problem());
	}

	static Status withProblem(String problem) {
		return new Status(Duration.ZERO, List.of(), Optional.empty(), new Status.Tasks(0, 0, 0), 0, 0, Duration.ZERO,
				Optional.of(problem));
	}

}
