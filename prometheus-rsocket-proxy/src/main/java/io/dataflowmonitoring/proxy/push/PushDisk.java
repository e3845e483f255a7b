package io.dataflowmonitoring.proxy.push;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.micrometer.core.instrument.Counter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what takes time on the disk, on threads of its own, one thing after the other.
 * Pushes that arrive while it is busy are written together: several files at the same
 * time, since file systems then wait for the disk once for all of them, and the folder
 * once at the end.
 */
final class PushDisk implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(PushDisk.class);

	private static final int WRITERS = 8;

	/** So that the first of a thousand pushes need not wait for the last. */
	private static final int MAX_BATCH = 64;

	/** As large as what a disk hands out. */
	private static final int PROBE_BYTES = 4_096;

	private static final long CLOSE_TIMEOUT_SECONDS = 10;

	private final PushDirectory directory;

	private final Counter errors;

	private final ExecutorService thread = Executors.newSingleThreadExecutor(threads("push-disk"));

	private final ExecutorService writers = Executors.newFixedThreadPool(WRITERS, threads("push-write"));

	/** Guarded by itself. */
	private final List<Write> waiting = new ArrayList<>();

	private volatile @Nullable String problem;

	/**
	 * How large the largest push is that could not be written since the problem came up,
	 * in bytes. On a disk that is all but full smaller ones still can. Guarded by this.
	 */
	private long refusedBytes;

	/**
	 * Creates it.
	 * @param directory the folder for pushes, closed with this
	 * @param errors counts what could not be done
	 */
	PushDisk(PushDirectory directory, Counter errors) {
		this.directory = directory;
		this.errors = errors;
	}

	/**
	 * Writes a push.
	 * @param name the part of the file's name that it keeps
	 * @param contents what to write, in pieces
	 * @return completes when the push is safe, on a thread of the disk, which must not be
	 * blocked for long; fails with a {@link PushNotStoredException} if it cannot be
	 * written
	 */
	CompletableFuture<Void> write(String name, ByteBuffer... contents) {
		Write write = new Write(name, contents, Stream.of(contents).mapToLong(ByteBuffer::remaining).sum(),
				new CompletableFuture<>());
		synchronized (this.waiting) {
			this.waiting.add(write);
		}
		try {
			// One for each push, so that they take turns with what else is to be done.
			// Most
			// find that their push has been written together with an earlier one.
			this.thread.execute(this::writeWaiting);
		}
		catch (RejectedExecutionException ex) {
			synchronized (this.waiting) {
				this.waiting.remove(write);
			}
			write.refuse("The proxy is shutting down", ex);
		}
		return write.result();
	}

	/**
	 * Takes note that a scrape has had a push.
	 * @param name the part of the file's name that it keeps
	 */
	void markDelivered(String name) {
		execute("mark a final push as delivered", () -> this.directory.markDelivered(name));
	}

	/**
	 * Deletes a push.
	 * @param name the part of the file's name that it keeps
	 */
	void delete(String name) {
		execute("delete a final push", () -> this.directory.delete(name));
	}

	/**
	 * Finds out whether pushes can be written again, if that failed last time.
	 */
	void check() {
		if (this.problem != null) {
			execute("write", () -> {
				int bytes = (int) Math.max(PROBE_BYTES, refusedBytes());
				this.directory.probe(bytes);
				succeeded(bytes);
			});
		}
	}

	/**
	 * Returns what is wrong with the disk.
	 * @return what failed last; null if all is well
	 */
	@Nullable String problem() {
		return this.problem;
	}

	/**
	 * Takes note that something could not be done.
	 * @param what what could not be done
	 * @param failure why
	 */
	synchronized void failed(String what, IOException failure) {
		this.errors.increment();
		boolean news = this.problem == null;
		this.problem = "Cannot " + what + ": " + failure;
		if (news) {
			logger.error("""
					Cannot {} in {}: {}. Until that is mended, final pushes may be refused, and the apps are told. \
					Make room on the disk, or set micrometer.prometheus-proxy.push-directory to a folder that can be \
					written to.""", what, this.directory, failure.toString());
		}
	}

	/**
	 * Does what is left to be done, and lets go of the folder.
	 */
	@Override
	public void close() {
		this.thread.shutdown();
		try {
			if (!this.thread.awaitTermination(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
				logger.warn("The disk of {} does not answer; the pushes that wait for it are not acknowledged",
						this.directory);
			}
			this.directory.close();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (IOException ex) {
			logger.warn("Cannot let go of {}", this.directory, ex);
		}
		finally {
			this.writers.shutdown();
		}
	}

	private void writeWaiting() {
		List<Write> writes;
		synchronized (this.waiting) {
			List<Write> first = this.waiting.subList(0, Math.min(MAX_BATCH, this.waiting.size()));
			writes = List.copyOf(first);
			first.clear();
		}
		if (!writes.isEmpty()) {
			writeTogether(writes);
		}
	}

	private void writeTogether(List<Write> writes) {
		List<Future<?>> files = new ArrayList<>();
		for (Write write : writes) {
			files.add(this.writers.submit(() -> {
				this.directory.write(write.name(), write.contents());
				return null;
			}));
		}
		List<Write> written = new ArrayList<>();
		for (int i = 0; i < writes.size(); i++) {
			try {
				files.get(i).get();
				written.add(writes.get(i));
			}
			catch (ExecutionException ex) {
				refuse(writes.get(i), ex.getCause());
			}
			catch (InterruptedException ex) {
				// Nobody interrupts this thread.
				Thread.currentThread().interrupt();
				refuse(writes.get(i), ex);
			}
		}
		if (written.isEmpty()) {
			return;
		}
		try {
			this.directory.sync();
			succeeded(written.stream().mapToLong(Write::length).max().orElse(0));
		}
		catch (IOException ex) {
			for (Write write : written) {
				refuse(write, ex);
				delete(write.name());
			}
			return;
		}
		written.forEach((write) -> write.result().complete(null));
	}

	private void refuse(Write write, @Nullable Throwable failure) {
		synchronized (this) {
			this.refusedBytes = Math.max(this.refusedBytes, write.length());
		}
		failed("write a final push", (failure instanceof IOException io) ? io : new IOException(failure));
		write.refuse("The proxy cannot write to its disk; its log says why", failure);
	}

	private synchronized long refusedBytes() {
		return this.refusedBytes;
	}

	private synchronized void succeeded(long bytes) {
		if (this.problem != null && bytes >= this.refusedBytes) {
			this.problem = null;
			this.refusedBytes = 0;
			logger.info("Final pushes can be written to {} again", this.directory);
		}
	}

	private void execute(String what, DiskAction action) {
		try {
			this.thread.execute(() -> {
				try {
					action.run();
				}
				catch (IOException ex) {
					failed(what, ex);
				}
			});
		}
		catch (RejectedExecutionException ex) {
			// The proxy is shutting down. The next start sorts it out.
			logger.debug("Too late to {}", what, ex);
		}
	}

	private static ThreadFactory threads(String name) {
		AtomicInteger count = new AtomicInteger();
		return (task) -> {
			Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
			thread.setDaemon(true);
			return thread;
		};
	}

	/**
	 * Something to do on the disk.
	 */
	private interface DiskAction {

		void run() throws IOException;

	}

	/**
	 * A push that waits to be written.
	 *
	 * @param name the part of the file's name that it keeps
	 * @param contents what to write, in pieces
	 * @param length how many bytes that is
	 * @param result completes when it is safe
	 */
	@SuppressWarnings("ArrayRecordComponent") // never compared
	private record Write(String name, ByteBuffer[] contents, long length, CompletableFuture<Void> result) {

		void refuse(String message, @Nullable Throwable cause) {
			this.result.completeExceptionally(new PushNotStoredException(message, cause));
		}

	}

}
