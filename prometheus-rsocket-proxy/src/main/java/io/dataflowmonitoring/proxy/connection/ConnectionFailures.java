package io.dataflowmonitoring.proxy.connection;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dataflowmonitoring.wire.AdmissionFailure;
import io.dataflowmonitoring.wire.WireException;
import io.dataflowmonitoring.wire.WireFailure;

/**
 * Counts the connections that were not accepted and those whose app broke the protocol,
 * and logs them so that neither a port scanner nor a thousand misconfigured apps fill the
 * log: a reason is logged once for an address in an hour, and {@value #MAX_LINES} times
 * an hour in all.
 */
public final class ConnectionFailures {

	private static final Duration PERIOD = Duration.ofHours(1);

	private static final int MAX_LINES = 100;

	/**
	 * What an app can be refused for once it has said what it wants.
	 */
	private static final Set<AdmissionFailure> SAID = EnumSet.of(AdmissionFailure.MALFORMED_SETUP,
			AdmissionFailure.UNSUPPORTED_VERSION, AdmissionFailure.CREDENTIALS_MISSING,
			AdmissionFailure.CREDENTIALS_WRONG, AdmissionFailure.SHUTTING_DOWN, AdmissionFailure.INTERNAL_ERROR);

	/**
	 * How an app can break the protocol so that its connection is closed.
	 */
	private static final Set<WireFailure> BROKEN = EnumSet.of(WireFailure.MALFORMED, WireFailure.UNDECRYPTABLE,
			WireFailure.REPLAYED, WireFailure.FLOODED, WireFailure.OVERSIZED);

	private static final String NOT_READING = "not_reading";

	private static final Logger logger = LoggerFactory.getLogger(ConnectionFailures.class);

	private final Clock clock;

	private final MeterRegistry meters;

	private final Set<Logged> logged = new HashSet<>();

	private Instant periodEnd = Instant.MIN;

	/**
	 * Creates a record of failures.
	 * @param clock tells when an hour is over
	 * @param meters where to count
	 */
	public ConnectionFailures(Clock clock, MeterRegistry meters) {
		this.clock = clock;
		this.meters = meters;
		for (TransportType transport : TransportType.values()) {
			for (HandshakeFailure reason : HandshakeFailure.values()) {
				notAccepted(transport, reason.label());
			}
			for (AdmissionFailure reason : SAID) {
				notAccepted(transport, reason.label());
			}
			for (WireFailure reason : BROKEN) {
				broken(transport, reason.label());
			}
			broken(transport, NOT_READING);
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
		notAccepted(transport, reason).increment();
		log(transport, remoteAddress, reason,
				"A connection over " + transport + " from " + remoteAddress + " was not accepted: " + description);
	}

	/**
	 * Takes note of a connection that is closed since the app broke the protocol.
	 * @param transport the transport
	 * @param app the app
	 * @param failure how it broke it
	 */
	void broken(TransportType transport, App app, WireException failure) {
		broken(transport, failure.reason().label()).increment();
		log(transport, app.remoteAddress(), failure.reason().label(),
				"App " + app + " broke the protocol, so its connection is closed: " + failure.getMessage());
	}

	/**
	 * Takes note of a connection that is closed since the peer does not read.
	 * @param transport the transport
	 * @param remoteAddress where it came from; null if that is not known
	 * @param waited for how long it has not read
	 */
	void notReading(TransportType transport, @Nullable SocketAddress remoteAddress, Duration waited) {
		broken(transport, NOT_READING).increment();
		log(transport, remoteAddress, NOT_READING, "The connection over " + transport + " from " + remoteAddress
				+ " is closed: the app has read nothing for " + waited.toSeconds() + " s");
	}

	/**
	 * Takes note of a connection that was not accepted, for a reason that is nobody's
	 * fault or is logged elsewhere.
	 */
	void count(TransportType transport, HandshakeFailure reason) {
		notAccepted(transport, reason.label()).increment();
	}

	private Counter broken(TransportType transport, String reason) {
		return Counter.builder("prometheus.proxy.connection.failures")
			.description("Connections of apps that were closed since the app broke the protocol")
			.tag("transport", transport.label())
			.tag("reason", reason)
			.register(this.meters);
	}

	private Counter notAccepted(TransportType transport, String reason) {
		return Counter.builder("prometheus.proxy.handshake.failures")
			.description("Connections that were not accepted")
			.tag("transport", transport.label())
			.tag("reason", reason)
			.register(this.meters);
	}

	private void log(TransportType transport, @Nullable SocketAddress remoteAddress, String reason, String message) {
		switch (output(transport, remoteAddress, reason)) {
			case LINE -> logger.warn(message);
			case LAST_LINE -> logger.warn("{}. The next ones are not logged for up to an hour, only counted.", message);
			case NOTHING -> logger.debug(message);
		}
	}

	private synchronized Output output(TransportType transport, @Nullable SocketAddress remoteAddress, String reason) {
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
