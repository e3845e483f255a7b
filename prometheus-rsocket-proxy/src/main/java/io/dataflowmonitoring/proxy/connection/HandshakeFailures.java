package io.dataflowmonitoring.proxy.connection;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the connections that were not accepted, and logs them so that neither a port
 * scanner nor a thousand misconfigured apps fill the log: a reason is logged once for an
 * address in an hour, and {@value #MAX_LINES} times an hour in all.
 */
public final class HandshakeFailures {

	private static final Duration PERIOD = Duration.ofHours(1);

	private static final int MAX_LINES = 100;

	private static final Logger logger = LoggerFactory.getLogger(HandshakeFailures.class);

	private final Clock clock;

	private final MeterRegistry meters;

	private final Set<Logged> logged = new HashSet<>();

	private Instant periodEnd = Instant.MIN;

	/**
	 * Creates a record of failures.
	 * @param clock tells when an hour is over
	 * @param meters where to count
	 */
	public HandshakeFailures(Clock clock, MeterRegistry meters) {
		this.clock = clock;
		this.meters = meters;
		for (TransportType transport : TransportType.values()) {
			for (HandshakeFailure reason : HandshakeFailure.values()) {
				counter(transport, reason.label());
			}
		}
	}

	/**
	 * Takes note of a connection that was not accepted.
	 * @param transport the transport
	 * @param remoteAddress where it came from; null if that is not known
	 * @param reason one of a few values
	 * @param description what was wrong and what to do, as the end of a sentence
	 */
	void failed(TransportType transport, @Nullable SocketAddress remoteAddress, String reason, String description) {
		counter(transport, reason).increment();
		switch (log(transport, remoteAddress, reason)) {
			case LINE ->
				logger.warn("A connection over {} from {} was not accepted: {}", transport, remoteAddress, description);
			case LAST_LINE -> logger.warn("""
					A connection over {} from {} was not accepted: {}. The next ones are not logged for up to an hour, \
					only counted in prometheus_proxy_handshake_failures_total.""", transport, remoteAddress,
					description);
			case NOTHING -> logger.debug("A connection over {} from {} was not accepted: {}", transport, remoteAddress,
					description);
		}
	}

	/**
	 * Takes note of a connection that was not accepted, for a reason that is nobody's
	 * fault or is logged elsewhere.
	 */
	void count(TransportType transport, HandshakeFailure reason) {
		counter(transport, reason.label()).increment();
	}

	private Counter counter(TransportType transport, String reason) {
		return Counter.builder("prometheus.proxy.handshake.failures")
			.description("Connections that were not accepted")
			.tag("transport", transport.label())
			.tag("reason", reason)
			.register(this.meters);
	}

	private synchronized Output log(TransportType transport, @Nullable SocketAddress remoteAddress, String reason) {
		Instant now = this.clock.instant();
		if (!now.isBefore(this.periodEnd)) {
			this.logged.clear();
			this.periodEnd = now.plus(PERIOD);
		}
		InetAddress address = (remoteAddress instanceof InetSocketAddress inet) ? inet.getAddress() : null;
		if (this.logged.size() == MAX_LINES || !this.logged.add(new Logged(transport, reason, address))) {
			return Output.NOTHING;
		}
		return (this.logged.size() == MAX_LINES) ? Output.LAST_LINE : Output.LINE;
	}

	private enum Output {

		NOTHING, LINE, LAST_LINE

	}

	private record Logged(TransportType transport, String reason, @Nullable InetAddress address) {
	}

}
