/**
 * The end of the demo stream: keeps totals of the priced orders per region as metrics,
 * slowly or with failures if told so.
 */
@NullMarked
package io.dataflowmonitoring.demo.sink;

import org.jspecify.annotations.NullMarked;
