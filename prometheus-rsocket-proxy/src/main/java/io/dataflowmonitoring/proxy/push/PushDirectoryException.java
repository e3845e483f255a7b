package io.dataflowmonitoring.proxy.push;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * The folder for final pushes cannot be used, so the proxy does not start.
 */
public final class PushDirectoryException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	PushDirectoryException(Path directory, String problem, @Nullable Throwable cause) {
		super("The folder for final pushes, " + directory + ", " + problem, cause);
	}

}
