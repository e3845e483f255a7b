package io.dataflowmonitoring.local.demo;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds programs on the PATH.
 */
final class Programs {

	private final String path;

	/**
	 * Creates it.
	 * @param path the folders to look in, as the environment variable PATH has them
	 */
	Programs(String path) {
		this.path = path;
	}

	/**
	 * Finds the first program of the names given.
	 * @param names names of programs, the preferred one first
	 * @return the program's file, or nothing if none is there
	 */
	Optional<Path> find(String... names) {
		return Stream.of(names).flatMap(this::inEachFolder).filter(Files::isExecutable).findFirst();
	}

	private Stream<Path> inEachFolder(String name) {
		return Stream.of(this.path.split(File.pathSeparator))
			.map((folder) -> Path.of(folder, name))
			.filter(Files::isRegularFile);
	}

}
