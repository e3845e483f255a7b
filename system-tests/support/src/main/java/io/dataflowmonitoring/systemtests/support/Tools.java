package io.dataflowmonitoring.systemtests.support;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

/**
 * Programs that are not part of the build.
 */
public final class Tools {

	private Tools() {
	}

	/**
	 * Looks for a program on the PATH.
	 * @param program the name of its file
	 * @return the file, or nothing
	 */
	public static Optional<Path> find(String program) {
		return Stream.of(System.getenv("PATH").split(File.pathSeparator))
			.map((directory) -> Path.of(directory, program))
			.filter(Files::isExecutable)
			.findFirst();
	}

	/**
	 * Returns the program, or no test: without it the test is skipped, but fails where
	 * the environment variable {@code CI} is {@code true}, so that nobody takes a green
	 * build for one that has tested this.
	 * @param program the name of its file
	 * @return the file
	 */
	public static Path require(String program) {
		return require(find(program),
				program + " is not on PATH; it comes with Prometheus (Debian: apt-get install prometheus)");
	}

	/**
	 * Returns the program, or no test, as {@link #require(String)} does.
	 * @param program the program's file, if it is there
	 * @param message says what is missing, and where to get it
	 * @return the file
	 */
	public static Path require(Optional<Path> program, String message) {
		return program.orElseGet(() -> "true".equals(System.getenv("CI")) ? fail(message) : skip(message));
	}

	private static Path skip(String message) {
		// Maven counts a skipped test, but does not say why.
		System.err.println("A test is skipped: " + message);
		return abort(message);
	}

}
