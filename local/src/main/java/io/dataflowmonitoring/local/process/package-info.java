/**
 * Other programs as child processes: started from a jar or an executable, each with a log
 * file of its own, waited for with a bounded time, and stopped by their handle, never by
 * a name. Knows nothing of what it starts, so that system tests use it as well.
 */
@NullMarked
package io.dataflowmonitoring.local.process;

import org.jspecify.annotations.NullMarked;
