package io.dataflowmonitoring.proxy.push;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dataflowmonitoring.proxy.exposition.AppIdentity;
import io.dataflowmonitoring.proxy.exposition.Exposition;
import io.dataflowmonitoring.proxy.exposition.ExpositionLimits;
import io.dataflowmonitoring.proxy.exposition.LimitExceededException;
import io.dataflowmonitoring.proxy.exposition.MalformedExpositionException;
import io.dataflowmonitoring.proxy.push.PushDirectory.StoredPush;
import io.dataflowmonitoring.wire.ExpositionFormat;

/**
 * The final pushes that are kept. Each one is part of every scrape until its retention
 * ends, and at least until one scrape that had it was written out completely. It leaves
 * earlier if its app is back, if there are too many, or if no scrape comes for very long.
 * What is kept is on disk as well, and still there after a restart.
 */
public final class FinalPushes implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(FinalPushes.class);

	private final Clock clock;

	private final PushLimits limits;

	private final ExpositionLimits expositionLimits;

	private final PushDisk disk;

	private final Map<Result, Counter> results = new EnumMap<>(Result.class);

	/** The latest one comes first. */
	private final Deque<KeptPush> pushes = new ArrayDeque<>();

	/** Of those that are kept. */
	private long bytes;

	/** How many are on their way to the disk. */
	private int waiting;

	/** Of those that are on their way to the disk. */
	private long waitingBytes;

	private FinalPushes(PushDirectory directory, Clock clock, PushLimits limits, ExpositionLimits expositionLimits,
			MeterRegistry meters) {
		this.clock = clock;
		this.limits = limits;
		this.expositionLimits = expositionLimits;
		for (Result result : Result.values()) {
			this.results.put(result,
					Counter.builder("prometheus.proxy.pushes")
						.description("Final pushes, by what became of them")
						.tag("result", result.name().toLowerCase(Locale.ROOT))
						.register(meters));
		}
		Gauge.builder("prometheus.proxy.pushes.kept", this, FinalPushes::keptCount)
			.description("Final pushes that are part of each scrape")
			.register(meters);
		Gauge.builder("prometheus.proxy.pushes.kept.size", this, FinalPushes::keptBytes)
			.description("Size of the final pushes that are part of each scrape")
			.baseUnit("bytes")
			.register(meters);
		this.disk = new PushDisk(directory,
				Counter.builder("prometheus.proxy.push.disk.errors")
					.description("What could not be done in the folder for final pushes")
					.register(meters));
	}

	/**
	 * Opens a folder, and keeps the pushes that are in it.
	 * @param directory the folder for final pushes, created if it is not there
	 * @param clock tells how old a push is
	 * @param limits how long and how many pushes are kept
	 * @param expositionLimits how large one push may be
	 * @param meters where to count what becomes of pushes
	 * @return the pushes
	 * @throws PushDirectoryException if the folder cannot be used. One file that cannot
	 * be read is no reason: it is set aside
	 */
	public static FinalPushes open(Path directory, Clock clock, PushLimits limits, ExpositionLimits expositionLimits,
			MeterRegistry meters) {
		PushDirectory opened = PushDirectory.open(directory);
		FinalPushes pushes = new FinalPushes(opened, clock, limits, expositionLimits, meters);
		pushes.load(opened);
		return pushes;
	}

	private synchronized void load(PushDirectory directory) {
		List<KeptPush> found = new ArrayList<>();
		try {
			for (StoredPush stored : directory.list()) {
				KeptPush push = load(directory, stored);
				if (push != null) {
					found.add(push);
				}
			}
		}
		catch (IOException ex) {
			this.disk.failed("read the final pushes of before the start", ex);
		}
		found.stream().sorted(Comparator.comparing(KeptPush::time)).forEach(this::add);
		expire();
		if (!this.pushes.isEmpty()) {
			logger.info("Keeping {} final pushes of before the start", this.pushes.size());
		}
	}

	private @Nullable KeptPush load(PushDirectory directory, StoredPush stored) {
		try {
			PushRecord push = directory.read(stored, this.limits.maxBytes());
			Instant now = this.clock.instant();
			// The clock may have been ahead of the time.
			Instant time = push.time().isAfter(now) ? now : push.time();
			return new KeptPush(push.app(), push.identity(), time,
					Exposition.parse(push.exposition(), push.format(), this.expositionLimits), stored.name(),
					stored.delivered());
		}
		catch (CorruptPushException | MalformedExpositionException | LimitExceededException
				| IllegalArgumentException ex) {
			setAside(directory, stored, ex);
		}
		catch (IOException ex) {
			this.disk.failed("read the final push " + stored.name(), ex);
			setAside(directory, stored, ex);
		}
		return null;
	}

	private void setAside(PushDirectory directory, StoredPush stored, Exception reason) {
		count(Result.CORRUPT);
		try {
			Path file = directory.setAside(stored);
			logger.error("A final push of before the start cannot be read, so it is lost: {}. Its file is now {}",
					reason.getMessage(), file);
		}
		catch (IOException ex) {
			logger.error("A final push of before the start cannot be read, so it is lost: {}: {}", stored.file(),
					reason.getMessage());
			this.disk.failed("set aside the final push " + stored.name(), ex);
		}
	}

	/**
	 * Keeps a push. It takes the place of an earlier one of the same app.
	 * @param app the app's id
	 * @param identity what the app said about itself when it connected;
	 * {@link AppIdentity#UNKNOWN} if it said nothing, as published clients do
	 * @param format what the bytes are
	 * @param bytes the app's last metrics, which must not be changed any more
	 * @return the push, once it is safe and part of each scrape: completed on a thread
	 * that must not be blocked for long. Fails with a
	 * {@link MalformedExpositionException} if that is no exposition, with a
	 * {@link LimitExceededException} if it is larger than an app's may be, with an
	 * {@link IllegalArgumentException} if its format cannot be merged, and with a
	 * {@link PushNotStoredException} if it cannot be stored
	 */
	public CompletableFuture<KeptPush> keep(String app, AppIdentity identity, ExpositionFormat format, byte[] bytes) {
		Exposition exposition;
		try {
			exposition = Exposition.parse(bytes, format, this.expositionLimits);
		}
		catch (MalformedExpositionException | LimitExceededException | IllegalArgumentException ex) {
			reject();
			return CompletableFuture.failedFuture(ex);
		}
		AppIdentity known = identity.labels().isEmpty() ? exposition.identity() : identity;
		Instant time = this.clock.instant();
		// Files in the order of their names are pushes in the order of their arrival.
		String name = "%013d-%s".formatted(time.toEpochMilli(), UUID.randomUUID());
		KeptPush push = new KeptPush(app, known, time, exposition, name, false);
		ByteBuffer[] contents = new PushRecord(time, app, known, format, bytes).encode();
		if (!startWriting(bytes.length)) {
			count(Result.NOT_STORED);
			return CompletableFuture
				.failedFuture(new PushNotStoredException("The proxy has too many pushes that wait for its disk", null));
		}
		return this.disk.write(name, contents)
			.whenComplete((nothing, failure) -> written(push, bytes.length, failure))
			.thenApply((nothing) -> push);
	}

	private synchronized boolean startWriting(int length) {
		if (this.waiting >= this.limits.maxPushes() || this.waitingBytes + length > this.limits.maxBytes()) {
			return false;
		}
		this.waiting++;
		this.waitingBytes += length;
		return true;
	}

	private void written(KeptPush push, int length, @Nullable Throwable failure) {
		synchronized (this) {
			this.waiting--;
			this.waitingBytes -= length;
			if (failure == null) {
				add(push);
			}
		}
		count((failure == null) ? Result.KEPT : Result.NOT_STORED);
		if (failure == null) {
			logger.atInfo()
				.addKeyValue("app", push.app())
				.log("Keeping the final push of app {}: {} samples, for {} s", push, push.exposition().sampleCount(),
						this.limits.retention().toSeconds());
		}
	}

	private void add(KeptPush push) {
		removeIf(Result.REPLACED,
				(other) -> other.app().equals(push.app()) || isSameApp(other.identity(), push.identity()));
		this.pushes.addFirst(push);
		this.bytes += push.exposition().length();
		while (this.pushes.size() > 1
				&& (this.pushes.size() > this.limits.maxPushes() || this.bytes > this.limits.maxBytes())) {
			drop(this.pushes.removeLast());
		}
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
		for (KeptPush push : delivered) {
			// It may have left meanwhile.
			if (!push.isDelivered() && !push.isGone()) {
				push.delivered();
				this.disk.markDelivered(push.name());
			}
		}
		expire();
	}

	/**
	 * Removes the kept pushes of apps that are back: their live metrics replace them.
	 * @param identities who the apps are
	 */
	public synchronized void replace(Set<AppIdentity> identities) {
		removeIf(Result.REPLACED, (push) -> push.identity().isUnique() && identities.contains(push.identity()));
	}

	/**
	 * Removes the pushes whose time is over.
	 */
	public synchronized void expire() {
		Instant now = this.clock.instant();
		Instant limit = now.minus(this.limits.retention());
		removeIf(Result.EXPIRED, (push) -> push.isDelivered() && !push.time().isAfter(limit));
		Instant lastLimit = now.minus(this.limits.undeliveredRetention());
		removeIf(Result.LOST, (push) -> !push.isDelivered() && !push.time().isAfter(lastLimit));
	}

	/**
	 * Finds out whether pushes can be stored again, if that failed last time.
	 */
	public void checkDisk() {
		this.disk.check();
	}

	/**
	 * Returns what keeps pushes from being stored.
	 * @return what failed last; null if all is well
	 */
	public @Nullable String diskProblem() {
		return this.disk.problem();
	}

	/**
	 * Returns how many pushes are kept.
	 * @return the number of pushes
	 */
	public synchronized int keptCount() {
		return this.pushes.size();
	}

	/**
	 * Returns how large the kept pushes are.
	 * @return the size of their expositions in bytes
	 */
	public synchronized long keptBytes() {
		return this.bytes;
	}

	/**
	 * Writes what is on its way to the disk, and lets go of the folder.
	 */
	@Override
	public void close() {
		this.disk.close();
	}

	private static boolean isSameApp(AppIdentity one, AppIdentity another) {
		return one.isUnique() && one.equals(another);
	}

	private void removeIf(Result result, Predicate<KeptPush> condition) {
		for (Iterator<KeptPush> all = this.pushes.iterator(); all.hasNext();) {
			KeptPush push = all.next();
			if (condition.test(push)) {
				all.remove();
				removed(push, result);
			}
		}
	}

	private void removed(KeptPush push, Result result) {
		push.gone();
		this.bytes -= push.exposition().length();
		this.disk.delete(push.name());
		count(result);
		if (result == Result.LOST) {
			logger.atWarn()
				.addKeyValue("app", push.app())
				.log("The final push of app {} is lost: no scrape had it within {} s", push,
						this.limits.undeliveredRetention().toSeconds());
		}
	}

	private void drop(KeptPush push) {
		removed(push, Result.DROPPED);
		logger.atWarn()
			.addKeyValue("app", push.app())
			.log("""
					Dropped the final push of app {}{}: more than {} pushes or {} bytes are kept. \
					Raise micrometer.prometheus-proxy.max-kept-pushes or .max-kept-size, or lower .retention.""", push,
					push.isDelivered() ? "" : ", which no scrape had", this.limits.maxPushes(), this.limits.maxBytes());
	}

	private void count(Result result) {
		Counter counter = this.results.get(result);
		if (counter != null) {
			counter.increment();
		}
	}

	private enum Result {

		/** It is safe on disk. */
		KEPT,

		/** Its time was over, and a scrape had had it. */
		EXPIRED,

		/** Too many or too large pushes were kept. */
		DROPPED,

		/** Its app pushed again or is back. */
		REPLACED,

		/** It was no exposition. */
		REJECTED,

		/** The disk would not take it. */
		NOT_STORED,

		/** No scrape came for longer than the longest time it is kept for. */
		LOST,

		/** Its file could not be read after a restart. */
		CORRUPT

	}

}
