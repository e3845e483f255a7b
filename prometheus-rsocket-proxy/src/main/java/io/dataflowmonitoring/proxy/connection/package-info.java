/**
 * Accepts apps over TCP and WebSocket, registers and forgets them. The only room that
 * knows RSocket: to the others an {@link io.dataflowmonitoring.proxy.connection.App} is
 * something that can be asked for its metrics.
 */
@NullMarked
package io.dataflowmonitoring.proxy.connection;

import org.jspecify.annotations.NullMarked;
