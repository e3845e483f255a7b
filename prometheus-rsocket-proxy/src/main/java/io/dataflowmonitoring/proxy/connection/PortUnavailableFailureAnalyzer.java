package io.dataflowmonitoring.proxy.connection;

import java.util.Objects;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says which port for apps cannot be bound and what to do about it.
 */
final class PortUnavailableFailureAnalyzer extends AbstractFailureAnalyzer<PortUnavailableException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, PortUnavailableException cause) {
		return new FailureAnalysis(Objects.requireNonNull(cause.getMessage()), """
				Stop the process that listens there, or set %s to a free port (0 takes any). \
				If micrometer.prometheus-proxy.bind-address is set, it must be an address of this machine."""
			.formatted(cause.transport().portProperty()), cause);
	}

}
