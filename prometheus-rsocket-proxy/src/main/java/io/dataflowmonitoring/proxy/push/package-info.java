/**
 * Keeps what apps said last until it has been delivered and its time is over: in memory,
 * for scrapes, and on disk, so that a restart of the proxy loses none of it. A push is
 * acknowledged once it is on disk.
 */
@NullMarked
package io.dataflowmonitoring.proxy.push;

import org.jspecify.annotations.NullMarked;
