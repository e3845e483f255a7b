package io.dataflowmonitoring.proxy;

import java.util.Objects;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import io.dataflowmonitoring.proxy.push.PushDirectoryException;

/**
 * Says why the folder for final pushes cannot be used and what to do about it.
 */
final class PushDirectoryFailureAnalyzer extends AbstractFailureAnalyzer<PushDirectoryException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, PushDirectoryException cause) {
		return new FailureAnalysis(Objects.requireNonNull(cause.getMessage()), """
				Set micrometer.prometheus-proxy.push-directory to a folder that the proxy can create and write to, \
				and that no other proxy uses.""", cause);
	}

}
