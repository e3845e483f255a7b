package io.dataflowmonitoring.systemtests;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

/** Programs that are not part of the build. */
final class Tools {

	private Tools() {
	}

	static Optional<Path> find(String program) {
		return Stream.of(System.getenv("PATH").split(File.pathSeparator))
			.map((directory) -> Path.of(directory, program))
			.filter(Files::isExecutable)
			.findFirst();
	}

	/**
	 * The program, or no test: without it the test is skipped, but fails where the
	 * environment variable {@code CI} is {@code true}, so that nobody takes a green build
	 * for one that has tested this.
	 */
	static Path require(String program) {
		String message = program + " is not on PATH; it comes with Prometheus (Debian: apt-get install prometheus)";
		return find(program).orElseGet(() -> "true".equals(System.getenv("CI")) ? fail(message) : skip(message));
	}

	private static Path skip(String message) {
		// Maven counts a skipped test, but does not say why.
		System.err.println("A test is skipped: " + message);
		return abort(message);
	}

}
