package io.dataflowmonitoring.benchmarks.measure;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process of a measurement, run by the Java that runs this program. Ends with it.
 */
public final class Child implements AutoCloseable {

	private static final int LOG_LINES = 20;

	private final String name;

	private final Process process;

	private final Path log;

	private final Thread hook;

	private final BufferedReader output;

	private final BufferedWriter input;

	private Child(String name, Process process, Path log) {
		this.name = name;
		this.process = process;
		this.log = log;
		this.output = process.inputReader(StandardCharsets.UTF_8);
		this.input = process.outputWriter(StandardCharsets.UTF_8);
		this.hook = new Thread(process::destroy);
		Runtime.getRuntime().addShutdownHook(this.hook);
	}

	/**
	 * Starts a process that says all it has to say in its log.
	 * @param name what messages and its log call it
	 * @param logs an existing folder
	 * @param arguments what comes after {@code java}
	 * @return the process
	 */
	public static Child start(String name, Path logs, List<String> arguments) {
		return start(name, logs, arguments, true);
	}

	/**
	 * Starts a process that is told what to do on its standard input and answers on its
	 * standard output. Only its errors go to its log.
	 * @param name what messages and its log call it
	 * @param logs an existing folder
	 * @param arguments what comes after {@code java}
	 * @return the process
	 */
	public static Child startControlled(String name, Path logs, List<String> arguments) {
		return start(name, logs, arguments, false);
	}

	private static Child start(String name, Path logs, List<String> arguments, boolean outputToLog) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(arguments);
		Path log = logs.resolve(name + ".log");
		ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
		if (outputToLog) {
			builder.redirectErrorStream(true).redirectOutput(Redirect.to(log.toFile()));
		}
		try {
			return new Child(name, builder.start(), log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot start " + name, ex);
		}
	}

	/**
	 * Returns what the process has used.
	 * @return its usage, now and later
	 */
	public ProcessUsage usage() {
		return new ProcessUsage(this.process.pid());
	}

	/**
	 * Returns the process id.
	 * @return the id
	 */
	public long pid() {
		return this.process.pid();
	}

	/**
	 * Fails if the process has ended.
	 * @throws IllegalStateException with the end of its log
	 */
	public void checkAlive() {
		if (!this.process.isAlive()) {
			throw failure("has ended with exit code " + this.process.exitValue());
		}
	}

	void tell(String line) {
		try {
			this.input.write(line);
			this.input.newLine();
			this.input.flush();
		}
		catch (IOException ex) {
			throw failure("takes no commands");
		}
	}

	void await(String expected) {
		String line = line();
		if (!expected.equals(line)) {
			throw failure("said '" + line + "' and not '" + expected + "'");
		}
	}

	String line() {
		try {
			String line = this.output.readLine();
			if (line != null) {
				return line;
			}
		}
		catch (IOException ex) {
			// The same as if it had ended.
		}
		throw failure("says nothing");
	}

	private IllegalStateException failure(String what) {
		try {
			List<String> lines = Files.readAllLines(this.log);
			return new IllegalStateException(this.name + ' ' + what + ". The end of " + this.log + ":\n"
					+ String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size())));
		}
		catch (IOException ex) {
			return new IllegalStateException(this.name + ' ' + what, ex);
		}
	}

	/** Asks the process to end, and waits until it has. */
	@Override
	public void close() {
		Runtime.getRuntime().removeShutdownHook(this.hook);
		this.process.destroy();
		try {
			if (!this.process.waitFor(20, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

}
