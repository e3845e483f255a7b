package io.dataflowmonitoring.proxy.status;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Which of the proxy's counters of failures have grown lately. They are looked at every
 * few seconds, whether anybody watches or not; there are about a hundred of them.
 */
public final class RecentFailures {

	/**
	 * How long a failure is recent.
	 */
	static final Duration PERIOD = Duration.ofMinutes(15);

	private static final int MINUTES = (int) PERIOD.toMinutes();

	private final MeterRegistry meters;

	private final Clock clock;

	private final Map<Counter, Recent> recent = new ConcurrentHashMap<>();

	/**
	 * Creates a watch over the counters.
	 * @param meters where they are registered
	 * @param clock tells what is recent
	 */
	public RecentFailures(MeterRegistry meters, Clock clock) {
		this.meters = meters;
		this.clock = clock;
	}

	/**
	 * Looks at the counters. What they say the first time is of before, and not recent.
	 */
	public void look() {
		Instant now = this.clock.instant();
		for (FailureKind kind : FailureKind.values()) {
			for (Counter counter : this.meters.find(kind.meter()).counters()) {
				this.recent.computeIfAbsent(counter, (key) -> new Recent()).look((long) counter.count(), now);
			}
		}
	}

	/**
	 * Returns what has failed lately.
	 */
	List<Failure> failures() {
		look();
		Instant now = this.clock.instant();
		List<Failure> failures = new ArrayList<>();
		this.recent.forEach((counter, recent) -> {
			long count = recent.count(now);
			FailureKind kind = FailureKind.of(counter.getId().getName());
			if (count > 0 && kind != null) {
				String transport = counter.getId().getTag("transport");
				failures.add(new Failure(kind, reason(counter), transport, count, recent.last()));
			}
		});
		return failures;
	}

	/**
	 * Counters say it in the label {@code reason} or {@code result}.
	 */
	private static String reason(Counter counter) {
		return counter.getId()
			.getTags()
			.stream()
			.filter((tag) -> tag.getKey().equals("reason") || tag.getKey().equals("result"))
			.map(Tag::getValue)
			.findFirst()
			.orElse("");
	}

	/**
	 * Something that has failed lately.
	 *
	 * @param kind what it was
	 * @param reason why, as a metric's label has it
	 * @param transport over which transport; null if over none
	 * @param count how many times, within {@link #PERIOD}
	 * @param last when that was seen last
	 */
	record Failure(FailureKind kind, String reason, @Nullable String transport, long count, Instant last) {
	}

	/**
	 * How much a counter has grown in each of the last minutes.
	 */
	private static final class Recent {

		private final long[] minutes = new long[MINUTES];

		private final long[] counts = new long[MINUTES];

		private long seen = -1;

		private Instant last = Instant.EPOCH;

		synchronized void look(long count, Instant now) {
			if (this.seen >= 0 && count > this.seen) {
				long minute = minute(now);
				int slot = (int) (minute % MINUTES);
				if (this.minutes[slot] != minute) {
					this.minutes[slot] = minute;
					this.counts[slot] = 0;
				}
				this.counts[slot] += count - this.seen;
				this.last = now;
			}
			this.seen = count;
		}

		synchronized long count(Instant now) {
			long newest = minute(now);
			long sum = 0;
			for (int slot = 0; slot < MINUTES; slot++) {
				sum += (this.minutes[slot] > newest - MINUTES) ? this.counts[slot] : 0;
			}
			return sum;
		}

		synchronized Instant last() {
			return this.last;
		}

		private static long minute(Instant time) {
			return time.getEpochSecond() / 60;
		}

	}

}
