/**
 * A process full of apps with this project's client: they connect, answer pulls with
 * realistic metrics, come and go, or stall, as lines on its input say.
 */
@NullMarked
package io.dataflowmonitoring.benchmarks.fleet;

import org.jspecify.annotations.NullMarked;
