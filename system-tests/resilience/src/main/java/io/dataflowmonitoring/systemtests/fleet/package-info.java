/**
 * Any number of apps in one JVM, played over a few event loops: each with its own
 * connection to the proxy, its own identity and its own metrics, reconnecting by itself.
 * Knows nothing of the proxy's process, so that tests and benchmarks can use it alike.
 */
@NullMarked
package io.dataflowmonitoring.systemtests.fleet;

import org.jspecify.annotations.NullMarked;
