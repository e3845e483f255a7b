/**
 * The whole suite on one machine without Docker: the executable jar that {@code ./demo}
 * runs, and its subcommands.
 */
@NullMarked
package io.dataflowmonitoring.local;

import org.jspecify.annotations.NullMarked;
