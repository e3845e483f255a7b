package io.dataflowmonitoring.local.demo;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Messages per second, over the last few seconds.
 */
final class Throughput {

	private static final Duration WINDOW = Duration.ofSeconds(5);

	private final Deque<Reading> readings = new ArrayDeque<>();

	void add(Reading reading) {
		this.readings.addLast(reading);
		while (this.readings.getFirst().takenAt().isBefore(reading.takenAt().minus(WINDOW))) {
			this.readings.removeFirst();
		}
	}

	double messagesPerSecond(StreamApp app) {
		List<Reading> known = this.readings.stream().filter((reading) -> reading.hasMetricsOf(app)).toList();
		if (known.size() < 2) {
			return 0;
		}
		Reading first = known.get(0);
		Reading last = known.get(known.size() - 1);
		double seconds = Duration.between(first.takenAt(), last.takenAt()).toMillis() / 1000.0;
		return (seconds > 0) ? (last.messages(app) - first.messages(app)) / seconds : 0;
	}

}
