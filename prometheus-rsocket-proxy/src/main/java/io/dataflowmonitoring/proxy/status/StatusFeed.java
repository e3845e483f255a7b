package io.dataflowmonitoring.proxy.status;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * Tells those who watch what has changed, once a second, as server-sent events (<em>HTML
 * Living Standard</em>, section 9.2). What has changed is worked out once for all of
 * them, and not at all while nobody watches. Whoever reads too slowly gets what has
 * changed meanwhile in one go, and is cut off if they do not read at all.
 */
public final class StatusFeed {

	/**
	 * How many may watch at the same time.
	 */
	static final int MAX_WATCHERS = 32;

	static final Duration INTERVAL = Duration.ofSeconds(1);

	/** How many intervals a watcher may not read. */
	static final int MAX_MISSED = 20;

	/** After how many intervals without news there is a sign of life. */
	static final int QUIET = 10;

	/**
	 * Reactor Netty takes up to 128 pieces that are not sent yet, so what is held for a
	 * watcher who does not read is a megabyte, and the rest of what they were to get in
	 * one go, which is everything at most.
	 */
	static final int PIECE_SIZE = 8 * 1_024;

	/** So that a page is back soon after a restart. */
	private static final byte[] RETRY = "retry: 2000\n\n".getBytes(StandardCharsets.US_ASCII);

	private final StatusBoard board;

	private final Scheduler scheduler;

	private final AtomicInteger watchers = new AtomicInteger();

	private final Sinks.Empty<Void> end = Sinks.empty();

	/** Whether anything has been worked out since somebody watches. */
	private boolean isFresh;

	/** When, in nanoseconds, by a clock that nobody sets. */
	private long refreshed;

	/**
	 * Creates a feed that nobody watches.
	 * @param reader knows how things are
	 * @param json writes it
	 * @param scheduler where it is worked out, on one thread
	 */
	public StatusFeed(StatusReader reader, StatusJson json, Scheduler scheduler) {
		this.board = new StatusBoard(reader, json);
		this.scheduler = scheduler;
	}

	/**
	 * Returns whether as many watch as may.
	 * @return whether nobody else can
	 */
	public boolean isFull() {
		return this.watchers.get() >= MAX_WATCHERS;
	}

	/**
	 * Lets somebody watch.
	 * @param cut closes the watcher's connection at once; called if they do not read
	 * @return the events as they are to be written, in small pieces; ends at once if the
	 * feed is full, and when the proxy ends
	 */
	public Flux<ByteBuffer> watch(Runnable cut) {
		return Flux.using(this.watchers::incrementAndGet,
				(count) -> (count <= MAX_WATCHERS) ? watch(new Watcher(cut)) : Flux.empty(), (count) -> leave());
	}

	private Flux<ByteBuffer> watch(Watcher watcher) {
		return Flux.interval(Duration.ZERO, INTERVAL, this.scheduler)
			.onBackpressureDrop((tick) -> watcher.missed())
			// On the scheduler, and not where somebody has room for more.
			.map((tick) -> watcher.next())
			.concatMapIterable((pieces) -> pieces, 1)
			.doOnNext((piece) -> watcher.reads())
			.takeUntilOther(this.end.asMono());
	}

	/**
	 * Ends all events, so that the web server need not wait for those who watch.
	 */
	public void end() {
		this.end.tryEmitEmpty();
	}

	private void leave() {
		if (this.watchers.decrementAndGet() == 0 && !this.scheduler.isDisposed()) {
			this.scheduler.schedule(this::clear);
		}
	}

	private void clear() {
		if (this.watchers.get() == 0) {
			this.board.clear();
			this.isFresh = false;
		}
	}

	/**
	 * Each watcher comes once in an interval; the first one of them does the work.
	 */
	private void refresh() {
		// In milliseconds it would be the wall clock.
		long now = this.scheduler.now(TimeUnit.NANOSECONDS);
		if (!this.isFresh || now - this.refreshed >= INTERVAL.toNanos() / 2) {
			this.isFresh = true;
			this.refreshed = now;
			this.board.refresh();
		}
	}

	private static List<ByteBuffer> pieces(List<byte[]> events) {
		List<ByteBuffer> pieces = new ArrayList<>();
		for (byte[] event : events) {
			for (int from = 0; from < event.length; from += PIECE_SIZE) {
				pieces.add(ByteBuffer.wrap(event, from, Math.min(PIECE_SIZE, event.length - from)).slice());
			}
		}
		return pieces;
	}

	/**
	 * Somebody who watches. Only the thread of the scheduler touches it, but for what
	 * they have missed.
	 */
	private final class Watcher {

		private final Runnable cut;

		/** What they have got. */
		private long version;

		private int quiet;

		/** Intervals since they last took a piece. */
		private final AtomicInteger missed = new AtomicInteger();

		Watcher(Runnable cut) {
			this.cut = cut;
		}

		List<ByteBuffer> next() {
			refresh();
			StatusBoard board = StatusFeed.this.board;
			List<byte[]> events = board.since(this.version);
			boolean first = this.version == 0;
			this.version = board.version();
			this.quiet = events.isEmpty() ? this.quiet + 1 : 0;
			if (this.quiet == QUIET) {
				this.quiet = 0;
				events = List.of(board.beat());
			}
			List<ByteBuffer> pieces = pieces(events);
			if (first) {
				pieces.add(0, ByteBuffer.wrap(RETRY));
			}
			return pieces;
		}

		void missed() {
			if (this.missed.incrementAndGet() == MAX_MISSED) {
				this.cut.run();
			}
		}

		/**
		 * Somewhere in what they get in one go: it may be so much that a slow connection
		 * takes longer than it may take to read nothing at all. Reactor Netty asks for 64
		 * pieces at a time, so this is noticed each half megabyte.
		 */
		void reads() {
			this.missed.set(0);
		}

	}

}
