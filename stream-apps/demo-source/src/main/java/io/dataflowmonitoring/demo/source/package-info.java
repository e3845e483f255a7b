/**
 * The head of the demo stream: emits order events at a settable rate, and counts them per
 * region.
 */
@NullMarked
package io.dataflowmonitoring.demo.source;

import org.jspecify.annotations.NullMarked;
