/**
 * What the proxy answers over HTTP: all apps' metrics as one exposition, its own metrics,
 * and its health.
 */
@NullMarked
package io.dataflowmonitoring.proxy.web;

import org.jspecify.annotations.NullMarked;
