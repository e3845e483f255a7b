package io.dataflowmonitoring.benchmarks.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What Linux says that a process has used (<em>proc(5)</em>).
 */
public final class ProcessUsage {

	/**
	 * The unit of processor times: {@code USER_HZ}, the same on every machine of today.
	 */
	private static final long TICK_MILLIS = 10;

	/** {@code utime}, counted from the field after the command's name. */
	private static final int USER_TIME = 11;

	private final Path directory;

	/**
	 * Looks at a process.
	 * @param pid its id
	 */
	public ProcessUsage(long pid) {
		this(Path.of("/proc", Long.toString(pid)));
	}

	ProcessUsage(Path directory) {
		this.directory = directory;
	}

	/**
	 * Returns the processor time of all threads, also of those that have ended.
	 * @return in user mode and in the kernel, to 10 ms
	 */
	public Duration cpu() {
		String stat = read("stat");
		// The name is in parentheses and may have anything in it.
		String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
		long ticks = Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[USER_TIME + 1]);
		return Duration.ofMillis(ticks * TICK_MILLIS);
	}

	/**
	 * Returns the most memory that was ever resident.
	 * @return in bytes
	 */
	public long peakResidentBytes() {
		return read("status").lines()
			.filter((line) -> line.startsWith("VmHWM:"))
			.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
			.findFirst()
			.orElseThrow(() -> new IllegalStateException(this.directory + " says nothing about its memory"));
	}

	private String read(String file) {
		try {
			return Files.readString(this.directory.resolve(file));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("No such process any more, or no Linux: " + this.directory, ex);
		}
	}

}
