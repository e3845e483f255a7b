package io.dataflowmonitoring.proxy.status;

import org.jspecify.annotations.Nullable;

import io.dataflowmonitoring.proxy.connection.App;

/**
 * How near a limit is.
 *
 * @param property the property that sets it
 * @param usageRatio which part of it is in use, from 0 to 1
 * @param app the app that uses most of it; null if it is not about single apps
 */
public record LimitState(String property, double usageRatio, @Nullable App app) {
}
