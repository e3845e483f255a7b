package io.dataflowmonitoring.proxy.status;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What is counted when it fails. The names of the meters are those that the rooms of the
 * proxy register them under.
 */
enum FailureKind {

	/** Connections that were not accepted. */
	REFUSED_CONNECTION("prometheus.proxy.handshake.failures",
			// Port scanners and health checks, and a proxy that is about to end.
			Set.of("tls_closed", "no_setup", "shutting_down")),

	/** Connections that were closed because the app broke the protocol. */
	BROKEN_CONNECTION("prometheus.proxy.connection.failures", Set.of()),

	/** Final pushes that did not arrive or were given up. */
	FINAL_PUSH("prometheus.proxy.pushes", Set.of("kept", "expired", "replaced")),

	/** Scrapes that came to nothing. */
	REFUSED_SCRAPE("prometheus.proxy.scrapes.refused", Set.of()),

	/** Families that were left out. */
	REJECTED_FAMILY("prometheus.proxy.families.rejected", Set.of()),

	/** Samples that were left out. */
	DROPPED_SAMPLES("prometheus.proxy.samples.dropped", Set.of());

	private final String meter;

	private final Set<String> harmless;

	FailureKind(String meter, Set<String> harmless) {
		this.meter = meter;
		this.harmless = harmless;
	}

	/**
	 * Returns the name of the meter that counts them.
	 */
	String meter() {
		return this.meter;
	}

	/**
	 * Returns whether there is nothing to do about one of a reason.
	 */
	boolean isHarmless(String reason) {
		return this.harmless.contains(reason);
	}

	static @Nullable FailureKind of(String meter) {
		for (FailureKind kind : values()) {
			if (kind.meter.equals(meter)) {
				return kind;
			}
		}
		return null;
	}

}
