package io.dataflowmonitoring.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Starts child processes and sees to it that none outlives this program: {@link #close()}
 * ends them all, and should this program be killed without a chance to close, a guard
 * does. Each process writes to a log file of its own. For use by several threads.
 */
public final class ChildProcesses implements AutoCloseable {

	/** How long {@link #close()} waits between asking and killing. */
	public static final Duration DEFAULT_GRACE = Duration.ofSeconds(5);

	private final Path logDirectory;

	private final Guard guard;

	private final List<ChildProcess> all = new ArrayList<>();

	private boolean closed;

	/**
	 * Creates it, without children.
	 * @param logDirectory the folder for the log files, created if absent
	 * @throws UncheckedIOException if the folder cannot be created
	 */
	public ChildProcesses(Path logDirectory) {
		try {
			this.logDirectory = Files.createDirectories(logDirectory);
			this.guard = Guard.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot prepare child processes with logs in " + logDirectory, ex);
		}
	}

	/**
	 * Starts a process. Its output and errors go to {@code <name>.log}, or
	 * {@code <name>-2.log} and so on when that file is there.
	 * @param command what to start
	 * @return the process, just started
	 * @throws ChildProcessException if the program cannot be started, or this is closed
	 */
	public synchronized ChildProcess start(ChildCommand command) {
		if (this.closed) {
			throw new ChildProcessException(command.name() + " is not started: everything is being stopped");
		}
		try {
			Path log = newLog(command.name());
			Process process = command.processBuilder().redirectErrorStream(true).redirectOutput(log.toFile()).start();
			this.guard.add(process.pid());
			CompletableFuture<?> end = process.onExit().thenRun(() -> this.guard.remove(process.pid()));
			ChildProcess child = new ChildProcess(command.name(), process, log, end);
			this.all.add(child);
			// The child gets no input; an open pipe would let it wait for some.
			process.getOutputStream().close();
			return child;
		}
		catch (IOException ex) {
			throw new ChildProcessException("Cannot start " + command + ": " + ex.getMessage(), ex);
		}
	}

	/**
	 * Waits until one of the processes given has ended.
	 * @param processes the processes
	 * @param timeout how long to wait at most
	 * @return one that has ended, or nothing if all still run after that time
	 * @throws InterruptedException if this thread was interrupted
	 */
	public Optional<ChildProcess> awaitDeath(Collection<ChildProcess> processes, Duration timeout)
			throws InterruptedException {
		CompletableFuture<?>[] exits = processes.stream().map(ChildProcess::end).toArray(CompletableFuture<?>[]::new);
		try {
			CompletableFuture.anyOf(exits).get(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			return Optional.empty();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("Cannot learn how child processes end", ex);
		}
		return processes.stream().filter((child) -> !child.isAlive()).findFirst();
	}

	/**
	 * Stops the processes given, all at once: asks each to end (SIGTERM), and kills those
	 * that have not after the grace time, with their descendants.
	 * @param processes the processes to stop; those that have ended already may be among
	 * them
	 * @param grace how long they have
	 */
	public void stop(Collection<ChildProcess> processes, Duration grace) {
		List<ChildProcess> running = processes.stream().filter(ChildProcess::isAlive).toList();
		// Listed now: those of a process that has ended cannot be found any more.
		List<ProcessHandle> descendants = running.stream().flatMap((child) -> child.process().descendants()).toList();
		running.forEach((child) -> child.process().destroy());
		long deadline = System.nanoTime() + grace.toNanos();
		for (ChildProcess child : running) {
			if (!endsBefore(deadline, child)) {
				child.process().destroyForcibly();
			}
		}
		descendants.forEach(ProcessHandle::destroyForcibly);
		for (ChildProcess child : processes) {
			child.end().join();
		}
	}

	/**
	 * Stops all processes, within the {@linkplain #DEFAULT_GRACE default grace time}, and
	 * starts none from now on.
	 */
	@Override
	public void close() {
		List<ChildProcess> started;
		synchronized (this) {
			this.closed = true;
			started = List.copyOf(this.all);
		}
		stop(started, DEFAULT_GRACE);
		this.guard.close();
	}

	private Path newLog(String name) throws IOException {
		Path log = this.logDirectory.resolve(name + ".log");
		for (int number = 2; Files.exists(log); number++) {
			log = this.logDirectory.resolve(name + "-" + number + ".log");
		}
		return Files.createFile(log);
	}

	private static boolean endsBefore(long deadline, ChildProcess child) {
		try {
			return child.process().waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			// Whoever interrupts wants this to end soon, and nothing may be left behind.
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
