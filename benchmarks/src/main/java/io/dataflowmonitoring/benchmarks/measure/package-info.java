/**
 * The processes of a measurement and what can be seen of them from outside: how long a
 * scrape takes, what it brings, and what the proxy's process has used meanwhile.
 */
@NullMarked
package io.dataflowmonitoring.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
