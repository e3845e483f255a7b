/**
 * The published proxy on the Spring Boot of its time, as its users run it, in a process
 * of its own.
 */
@NullMarked
package io.dataflowmonitoring.systemtests.publishedproxy;

import org.jspecify.annotations.NullMarked;
