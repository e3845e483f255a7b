package io.dataflowmonitoring.client;

import java.util.function.Supplier;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

import org.jspecify.annotations.Nullable;

/**
 * How TLS is spoken with a proxy.
 *
 * @param context gives what to trust and what to show, asked anew for each connection;
 * null for what the JDK trusts, and to show nothing
 * @param parameters which protocols and cipher suites to use, as far as they are set;
 * null for the defaults
 */
record Tls(@Nullable Supplier<SSLContext> context, @Nullable SSLParameters parameters) {

}
