/**
 * What travels between app and proxy: both ends of the protocol that two ends of ours
 * negotiate, and of that of the published clients and proxies (1.x), written down once.
 * {@link io.dataflowmonitoring.wire.AppConnection} is the app's end of one connection,
 * {@link io.dataflowmonitoring.wire.ProxyAcceptor} and
 * {@link io.dataflowmonitoring.wire.ProxyConnection} are the proxy's. RSocket's types do
 * not leave this package, except for the transports that callers bring.
 */
@NullMarked
package io.dataflowmonitoring.wire;

import org.jspecify.annotations.NullMarked;
