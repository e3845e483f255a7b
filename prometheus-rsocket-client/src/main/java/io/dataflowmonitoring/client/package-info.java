/**
 * Connects an app to the proxy, answers the proxy's pulls and pushes the last metrics at
 * the end. Plain Java: start with
 * {@link io.dataflowmonitoring.client.PrometheusRSocketClient}.
 */
@NullMarked
package io.dataflowmonitoring.client;

import org.jspecify.annotations.NullMarked;
