/**
 * What a scrape costs the app: through the proxy, and from the app's own actuator.
 */
@NullMarked
package io.dataflowmonitoring.benchmarks.app;

import org.jspecify.annotations.NullMarked;
