package io.dataflowmonitoring.systemtests.support;

import java.nio.file.Path;

/**
 * The jars under test, and those that help. The POM of the module with the tests says
 * where they are, each in the system property {@code jar.<name>}.
 */
public enum PackagedJar {

	/** Our proxy. */
	PROXY("jar.proxy"),

	/** The source of the demo stream. */
	SOURCE("jar.source"),

	/** The processor of the demo stream. */
	PROCESSOR("jar.processor"),

	/** The sink of the demo stream. */
	SINK("jar.sink"),

	/** The demo task. */
	TASK("jar.task"),

	/** The demo task whose metrics go to InfluxDB. */
	TASK_INFLUXDB("jar.task-influxdb"),

	/** Kafka. */
	LOCAL("jar.local"),

	/** An app with the published client. */
	PUBLISHED_CLIENT("jar.published-client"),

	/** The published proxy. */
	PUBLISHED_PROXY("jar.published-proxy"),

	/** The app of the guide to stream apps. */
	ITEMS("jar.items"),

	/** The same app, as the archetype makes it for Spring Boot 3.5. */
	ITEMS_ON_BOOT_3_5("jar.items-on-boot-3.5"),

	/** The same app, as the archetype makes it for Spring Boot 4.1. */
	ITEMS_ON_BOOT_4_1("jar.items-on-boot-4.1"),

	/** The task of the guide to task apps. */
	SHIPPING("jar.shipping"),

	/** The same task, as the archetype makes it for Spring Boot 3.5. */
	SHIPPING_ON_BOOT_3_5("jar.shipping-on-boot-3.5"),

	/** The same task, as the archetype makes it for Spring Boot 4.1. */
	SHIPPING_ON_BOOT_4_1("jar.shipping-on-boot-4.1"),

	/** The same guide's task with a Spring Batch job. */
	INVOICES("jar.invoices"),

	/** The app of the guide to apps that are there already. */
	ORDERS("jar.orders"),

	/** The same guide's program without Spring, with its libraries beside it. */
	REPORT("jar.report");

	private final String property;

	PackagedJar(String property) {
		this.property = property;
	}

	/**
	 * Returns where the jar is.
	 * @return the jar's file
	 * @throws IllegalStateException if the POM does not say
	 */
	public Path path() {
		String path = System.getProperty(this.property);
		if (path == null) {
			throw new IllegalStateException("The system property " + this.property + " is not set: run Maven's verify");
		}
		return Path.of(path);
	}

	/**
	 * Returns the executable jar of a module whose main jar is a library. Found beside
	 * it, since a dependency with a classifier would break {@code mvnw test}: before the
	 * package phase Maven can stand in for main jars only.
	 * @return the executable jar's file
	 */
	public Path executable() {
		return Path.of(path().toString().replaceFirst("\\.jar$", "-exec.jar"));
	}

}
