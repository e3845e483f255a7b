package io.dataflowmonitoring.proxy.connection;

import java.time.Instant;

/**
 * An app whose connection ended without a final push.
 *
 * @param app the app
 * @param since when its connection ended
 */
public record LostApp(App app, Instant since) {
}
