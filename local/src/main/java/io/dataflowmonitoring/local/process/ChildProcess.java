package io.dataflowmonitoring.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A started child process. {@link ChildProcesses} makes and stops it.
 */
public final class ChildProcess {

	private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

	private static final int LOG_LINES_IN_MESSAGES = 20;

	/** An exit code above it is this plus the number of a signal. */
	private static final int SIGNALS = 128;

	private final String name;

	private final Process process;

	private final Path log;

	private final CompletableFuture<?> end;

	private final long startedNanos = System.nanoTime();

	ChildProcess(String name, Process process, Path log, CompletableFuture<?> end) {
		this.name = name;
		this.process = process;
		this.log = log;
		this.end = end;
	}

	/**
	 * Returns what messages call the process.
	 * @return the name of its command
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Returns the process id.
	 * @return the id
	 */
	public long pid() {
		return this.process.pid();
	}

	/**
	 * Returns the file that the process's output and errors go to.
	 * @return the file
	 */
	public Path log() {
		return this.log;
	}

	/**
	 * Returns the last lines of the log.
	 * @param count the most lines to return
	 * @return the lines, in their order
	 */
	public List<String> lastLogLines(int count) {
		List<String> lines = logText().lines().toList();
		return lines.subList(Math.max(0, lines.size() - count), lines.size());
	}

	/**
	 * Tells whether the process still runs.
	 * @return {@code true} until it has ended
	 */
	public boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * Returns how the process ended.
	 * @return its exit code, or nothing while it runs; 128 + n where signal n killed it
	 */
	public OptionalInt exitCode() {
		return this.process.isAlive() ? OptionalInt.empty() : OptionalInt.of(this.process.exitValue());
	}

	/**
	 * Waits until the process is ready.
	 * @param readiness what tells that it is
	 * @param timeout how long to wait at most
	 * @return this process
	 * @throws ChildProcessException if the process ended, or was not ready in time; the
	 * message has the last lines of the log
	 * @throws InterruptedException if this thread was interrupted
	 */
	public ChildProcess awaitReady(Readiness readiness, Duration timeout) throws InterruptedException {
		long deadline = System.nanoTime() + timeout.toNanos();
		while (!readiness.isReached(this)) {
			if (!isAlive()) {
				throw died();
			}
			if (System.nanoTime() > deadline) {
				throw new ChildProcessException("%s did not reach \"%s\" within %s.%n%s".formatted(this, readiness,
						seconds(timeout), logExcerpt()));
			}
			// Shorter if the process ends meanwhile; the loop looks at that itself.
			this.process.waitFor(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
		}
		return this;
	}

	/**
	 * Waits until the process has ended by itself.
	 * @param timeout how long to wait at most
	 * @return its exit code
	 * @throws ChildProcessException if it still runs after that time
	 * @throws InterruptedException if this thread was interrupted
	 */
	public int awaitExit(Duration timeout) throws InterruptedException {
		if (!this.process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
			throw new ChildProcessException(
					"%s still runs after %s.%n%s".formatted(this, seconds(timeout), logExcerpt()));
		}
		return this.process.exitValue();
	}

	/**
	 * Says that the process ended unasked, with its exit code and the last lines of its
	 * log.
	 * @return an exception to throw
	 * @throws IllegalThreadStateException if the process still runs
	 */
	public ChildProcessException died() {
		int code = this.process.exitValue();
		String signal = (code > SIGNALS) ? " (signal " + (code - SIGNALS) + ")" : "";
		String age = seconds(Duration.ofNanos(System.nanoTime() - this.startedNanos));
		return new ChildProcessException("%s ended with exit code %d%s, %s after its start.%n%s".formatted(this, code,
				signal, age, logExcerpt()));
	}

	String logText() {
		try {
			return new String(Files.readAllBytes(this.log), StandardCharsets.UTF_8);
		}
		catch (NoSuchFileException ex) {
			return "";
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot read the log of " + this.name, ex);
		}
	}

	Process process() {
		return this.process;
	}

	/** Completes when the process has ended and nothing watches it any more. */
	CompletableFuture<?> end() {
		return this.end;
	}

	@Override
	public String toString() {
		return this.name + " (process " + pid() + ")";
	}

	private String logExcerpt() {
		List<String> lines = lastLogLines(LOG_LINES_IN_MESSAGES);
		if (lines.isEmpty()) {
			return "Its log is empty: " + this.log;
		}
		return "The end of its log, %s:%n    %s".formatted(this.log,
				String.join(System.lineSeparator() + "    ", lines));
	}

	private static String seconds(Duration duration) {
		return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
	}

}
