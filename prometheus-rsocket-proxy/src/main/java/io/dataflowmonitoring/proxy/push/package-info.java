/**
 * Keeps what apps said last until it has been delivered and its time is over. In memory;
 * a restart of the proxy loses it.
 */
@NullMarked
package io.dataflowmonitoring.proxy.push;

import org.jspecify.annotations.NullMarked;
