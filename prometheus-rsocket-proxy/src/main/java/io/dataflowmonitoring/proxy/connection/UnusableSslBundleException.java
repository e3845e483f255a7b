package io.dataflowmonitoring.proxy.connection;

import org.jspecify.annotations.Nullable;

/**
 * The SSL bundle for the ports for apps cannot be used.
 */
final class UnusableSslBundleException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	UnusableSslBundleException(String bundleName, String problem, @Nullable Throwable cause) {
		super("The SSL bundle '" + bundleName + "' for the ports for apps cannot be used: " + problem, cause);
	}

}
