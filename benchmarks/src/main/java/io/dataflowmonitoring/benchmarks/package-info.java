/**
 * The one command: which cases there are, and how each is measured.
 */
@NullMarked
package io.dataflowmonitoring.benchmarks;

import org.jspecify.annotations.NullMarked;
