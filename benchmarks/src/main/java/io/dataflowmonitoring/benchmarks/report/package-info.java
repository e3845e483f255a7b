/**
 * What was measured, and how people get to see it.
 */
@NullMarked
package io.dataflowmonitoring.benchmarks.report;

import org.jspecify.annotations.NullMarked;
