package io.dataflowmonitoring.proxy.push;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dataflowmonitoring.proxy.exposition.AppIdentity;
import io.dataflowmonitoring.proxy.exposition.Exposition;
import io.dataflowmonitoring.proxy.exposition.ExpositionLimits;
import io.dataflowmonitoring.proxy.exposition.LimitExceededException;
import io.dataflowmonitoring.proxy.exposition.MalformedExpositionException;
import io.dataflowmonitoring.wire.ExpositionFormat;

/**
 * The final pushes that are kept. Each one is part of every scrape until its retention
 * ends, and at least until one scrape that had it was written out completely. It leaves
 * earlier if its app is back, or if there are too many.
 */
public final class FinalPushes {

	private static final Logger logger = LoggerFactory.getLogger(FinalPushes.class);

	private final Clock clock;

	private final Duration retention;

	private final int maxPushes;

	private final long maxBytes;

	private final Map<Result, Counter> results = new EnumMap<>(Result.class);

	/** The latest one comes first. */
	private final Deque<KeptPush> pushes = new ArrayDeque<>();

	private long bytes;

	/**
	 * Creates a store without pushes.
	 * @param clock tells how old a push is
	 * @param retention how long a push is kept, counted from its arrival
	 * @param maxPushes how many pushes are kept at most
	 * @param maxBytes how many bytes of expositions are kept at most
	 * @param meters where to count what becomes of pushes
	 */
	public FinalPushes(Clock clock, Duration retention, int maxPushes, long maxBytes, MeterRegistry meters) {
		this.clock = clock;
		this.retention = retention;
		this.maxPushes = maxPushes;
		this.maxBytes = maxBytes;
		for (Result result : Result.values()) {
			this.results.put(result,
					Counter.builder("prometheus.proxy.pushes")
						.description("Final pushes, by what became of them")
						.tag("result", result.name().toLowerCase(Locale.ROOT))
						.register(meters));
		}
		Gauge.builder("prometheus.proxy.pushes.kept", this, FinalPushes::size)
			.description("Final pushes that are part of each scrape")
			.register(meters);
	}

	/**
	 * Keeps a push. It takes the place of an earlier one that came over the same
	 * connection or from the same app.
	 * @param app the id of the app's connection
	 * @param text the app's last metrics in text format 0.0.4, which must not be changed
	 * any more
	 * @return the push
	 * @throws MalformedExpositionException if that is no exposition
	 * @throws LimitExceededException if it is larger than an app's may be
	 */
	public KeptPush keep(String app, byte[] text) {
		KeptPush push;
		try {
			push = new KeptPush(app, this.clock.instant(),
					Exposition.parse(text, ExpositionFormat.TEXT_0_0_4, ExpositionLimits.DEFAULTS));
		}
		catch (MalformedExpositionException | LimitExceededException ex) {
			reject();
			throw ex;
		}
		synchronized (this) {
			removeIf(Result.REPLACED, (other) -> other.app().equals(app) || isSameApp(other, push.identity()));
			this.pushes.addFirst(push);
			this.bytes += push.exposition().length();
			count(Result.KEPT);
			while (this.pushes.size() > 1 && (this.pushes.size() > this.maxPushes || this.bytes > this.maxBytes)) {
				drop(this.pushes.removeLast());
			}
		}
		logger.info("Keeping the final push of app {}: {} samples, for {} s", push, push.exposition().sampleCount(),
				this.retention.toSeconds());
		return push;
	}

	/**
	 * Counts a push that could not be kept because it could not be read.
	 */
	public void reject() {
		count(Result.REJECTED);
	}

	/**
	 * Returns the pushes that are to be part of a scrape now.
	 * @return the pushes, the latest one coming first
	 */
	public synchronized List<KeptPush> kept() {
		expire();
		return List.copyOf(this.pushes);
	}

	/**
	 * Takes note that a scrape was written out completely.
	 * @param delivered the pushes that were part of it
	 */
	public synchronized void delivered(Collection<KeptPush> delivered) {
		delivered.forEach(KeptPush::delivered);
		expire();
	}

	/**
	 * Removes the kept push of an app that is back: its live metrics replace it.
	 * @param app the id of the app's new connection
	 * @param identity who the app is
	 */
	public synchronized void replace(String app, AppIdentity identity) {
		removeIf(Result.REPLACED, (push) -> !push.app().equals(app) && isSameApp(push, identity));
	}

	/**
	 * Removes the pushes whose time is over.
	 */
	public synchronized void expire() {
		Instant limit = this.clock.instant().minus(this.retention);
		removeIf(Result.EXPIRED, (push) -> push.isDelivered() && !push.time().isAfter(limit));
	}

	private synchronized int size() {
		return this.pushes.size();
	}

	private static boolean isSameApp(KeptPush push, AppIdentity identity) {
		return identity.isUnique() && push.identity().equals(identity);
	}

	private void removeIf(Result result, Predicate<KeptPush> condition) {
		for (Iterator<KeptPush> all = this.pushes.iterator(); all.hasNext();) {
			KeptPush push = all.next();
			if (condition.test(push)) {
				all.remove();
				this.bytes -= push.exposition().length();
				count(result);
			}
		}
	}

	private void drop(KeptPush push) {
		this.bytes -= push.exposition().length();
		count(Result.DROPPED);
		logger.warn("""
				Dropped the final push of app {}{}: more than {} pushes or {} bytes are kept. \
				Raise micrometer.prometheus-proxy.max-kept-pushes or .max-kept-size, or lower .retention.""", push,
				push.isDelivered() ? "" : ", which no scrape had", this.maxPushes, this.maxBytes);
	}

	private void count(Result result) {
		Counter counter = this.results.get(result);
		if (counter != null) {
			counter.increment();
		}
	}

	private enum Result {

		KEPT, EXPIRED, DROPPED, REPLACED, REJECTED

	}

}
