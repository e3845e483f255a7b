package io.dataflowmonitoring.proxy.status;

import org.jspecify.annotations.Nullable;

/**
 * What is counted when it fails. The names of the meters are those that the rooms of the
 * proxy register them under.
 */
enum FailureKind {

	/** Connections that were not accepted. */
	REFUSED_CONNECTION("prometheus.proxy.handshake.failures"),

	/** Connections that were closed because the app broke the protocol. */
	BROKEN_CONNECTION("prometheus.proxy.connection.failures"),

	/** Final pushes that did not arrive or were given up. */
	FINAL_PUSH("prometheus.proxy.pushes"),

	/** Scrapes that came to nothing. */
	REFUSED_SCRAPE("prometheus.proxy.scrapes.refused"),

	/** Families that were left out. */
	REJECTED_FAMILY("prometheus.proxy.families.rejected"),

	/** Samples that were left out. */
	DROPPED_SAMPLES("prometheus.proxy.samples.dropped");

	private final String meter;

	FailureKind(String meter) {
		this.meter = meter;
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
		return switch (this) {
			// Port scanners and health checks, and a proxy that is about to end.
			case REFUSED_CONNECTION ->
				reason.equals("tls_closed") || reason.equals("no_setup") || reason.equals("shutting_down");
			case FINAL_PUSH -> reason.equals("kept") || reason.equals("expired") || reason.equals("replaced");
			case BROKEN_CONNECTION, REFUSED_SCRAPE, REJECTED_FAMILY, DROPPED_SAMPLES -> false;
		};
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
