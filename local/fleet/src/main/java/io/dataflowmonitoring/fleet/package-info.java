/**
 * A fleet of simulated stream apps in one JVM, to see the suite with more than a handful
 * of apps. Each has its own identity, meters and connection to the proxy, through the
 * client that real apps have; only the messages are made up. For load there is the fleet
 * of the benchmarks.
 */
@NullMarked
package io.dataflowmonitoring.fleet;

import org.jspecify.annotations.NullMarked;
