/**
 * What the status page shows, as plain data: the apps and how their last scrapes went,
 * the final pushes, the last minutes, and the problems with what to do about them. A
 * small history is kept all the time, in arrays of primitives; everything else is worked
 * out only when somebody asks or watches.
 */
@NullMarked
package io.dataflowmonitoring.proxy.status;

import org.jspecify.annotations.NullMarked;
