package io.dataflowmonitoring.systemtests;

import java.nio.file.Path;

/** The jars under test, and those that help; the POM says where they are. */
enum PackagedJar {

	PROXY("jar.proxy"), SOURCE("jar.source"), PROCESSOR("jar.processor"), SINK("jar.sink"), TASK("jar.task"),
	LOCAL("jar.local"), PUBLISHED_CLIENT("jar.published-client"), PUBLISHED_PROXY("jar.published-proxy");

	private final String property;

	PackagedJar(String property) {
		this.property = property;
	}

	Path path() {
		return Path.of(System.getProperty(this.property));
	}

	/**
	 * The executable jar of a module whose main jar is a library. Found beside it, since
	 * a dependency with a classifier would break {@code mvnw test}: before the package
	 * phase Maven can stand in for main jars only.
	 */
	Path executable() {
		return Path.of(path().toString().replaceFirst("\\.jar$", "-exec.jar"));
	}

}
