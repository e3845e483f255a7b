package io.dataflowmonitoring.systemtests.dataflow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What came of a script of the folder {@code dataflow}.
 *
 * @param command what was run
 * @param exitCode its exit code
 * @param output what it has written, errors included
 */
record Script(List<String> command, int exitCode, String output) {

	private static final Path ROOT = Path.of(System.getProperty("project.root", "../..")).toAbsolutePath().normalize();

	/**
	 * Returns the project's top folder, in which all scripts run.
	 */
	static Path root() {
		return ROOT;
	}

	/**
	 * Runs a script until it ends.
	 * @param run the folder of the run, which becomes {@code DATAFLOW_RUN}
	 * @param timeout after which it is killed, which fails the test
	 * @param name the script's name, such as {@code start}
	 * @param arguments its arguments; files are relative to the project's top folder
	 */
	static Script run(Path run, Duration timeout, String name, String... arguments) {
		return run(run, Map.of(), timeout, name, arguments);
	}

	/**
	 * Runs a script with environment variables until it ends.
	 * @param run the folder of the run, which becomes {@code DATAFLOW_RUN}
	 * @param environment further variables, beside those of this process
	 * @param timeout after which it is killed, which fails the test
	 * @param name the script's name, such as {@code start}
	 * @param arguments its arguments
	 */
	static Script run(Path run, Map<String, String> environment, Duration timeout, String name, String... arguments) {
		return runIn(ROOT, run, environment, timeout, name, arguments);
	}

	/**
	 * Runs a script of another project, until it ends.
	 * @param project its top folder
	 * @param run the folder of the run
	 * @param timeout after which it is killed, which fails the test
	 * @param name the script's name
	 * @param arguments its arguments
	 */
	static Script runIn(Path project, Path run, Duration timeout, String name, String... arguments) {
		return runIn(project, run, Map.of(), timeout, name, arguments);
	}

	private static Script runIn(Path project, Path run, Map<String, String> environment, Duration timeout, String name,
			String... arguments) {
		List<String> command = new ArrayList<>(List.of(project.resolve("dataflow").resolve(name).toString()));
		command.addAll(List.of(arguments));
		try {
			// Not a pipe: the servers that start leaves behind could keep it open.
			Path output = Files.createTempFile(name, ".log");
			try {
				ProcessBuilder builder = new ProcessBuilder(command).directory(project.toFile())
					.redirectErrorStream(true)
					.redirectOutput(output.toFile());
				builder.environment().putAll(environment);
				builder.environment().put("DATAFLOW_RUN", run.toString());
				builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
				return await(builder.start(), command, timeout, output);
			}
			finally {
				Files.delete(output);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot run " + command, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted: " + command, ex);
		}
	}

	private static Script await(Process process, List<String> command, Duration timeout, Path output)
			throws IOException, InterruptedException {
		try {
			process.getOutputStream().close();
			if (!process.waitFor(timeout.toSeconds(), TimeUnit.SECONDS)) {
				throw new AssertionError(
						command + " has not ended after " + timeout + ":\n" + Files.readString(output));
			}
			return new Script(command, process.exitValue(), Files.readString(output));
		}
		finally {
			// Also when JUnit's own timeout has interrupted this.
			if (process.isAlive()) {
				process.descendants().forEach(ProcessHandle::destroy);
				process.destroy();
			}
		}
	}

	/**
	 * Fails the test if the script has failed.
	 * @return its output
	 */
	String succeeded() {
		if (this.exitCode != 0) {
			throw new AssertionError(this.command + " ended with " + this.exitCode + ":\n" + this.output);
		}
		return this.output;
	}

}
