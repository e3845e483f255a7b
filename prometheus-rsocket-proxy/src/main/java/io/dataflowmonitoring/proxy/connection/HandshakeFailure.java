package io.dataflowmonitoring.proxy.connection;

/**
 * Why a connection was not accepted before the app could say anything, as one of a few
 * values, so that it can be a metric's label.
 */
enum HandshakeFailure {

	/**
	 * As many connections are open as may be.
	 */
	TOO_MANY_CONNECTIONS("too_many_connections"),

	/**
	 * As many connections of this address are open as may be.
	 */
	TOO_MANY_FROM_ADDRESS("too_many_from_address"),

	/**
	 * The peer has sent nothing in time that makes it an app.
	 */
	NO_SETUP("no_setup"),

	/**
	 * The peer has sent more than an app needs to make itself known.
	 */
	OVERSIZED_SETUP("oversized_setup"),

	/**
	 * The peer does not speak TLS, and the port does.
	 */
	NOT_TLS("not_tls"),

	/**
	 * The peer has shown no certificate, and one is needed. Many clients show none if
	 * they have none of an authority that the proxy trusts.
	 */
	TLS_CERTIFICATE_MISSING("tls_certificate_missing"),

	/**
	 * The peer's certificate is not one that is trusted, or is no longer valid.
	 */
	TLS_CERTIFICATE_UNTRUSTED("tls_certificate_untrusted"),

	/**
	 * The peer has ended the TLS handshake with an alert: it does not trust the proxy's
	 * certificate, for example.
	 */
	TLS_ALERT("tls_alert"),

	/**
	 * The two have no version of TLS or no cipher in common, or the peer broke the rules.
	 */
	TLS_ERROR("tls_error"),

	/**
	 * The TLS handshake was not done in time.
	 */
	TLS_TIMEOUT("tls_timeout"),

	/**
	 * The peer has closed the connection before the end of the TLS handshake, as port
	 * scanners and health checks of load balancers do.
	 */
	TLS_CLOSED("tls_closed");

	private final String label;

	HandshakeFailure(String label) {
		this.label = label;
	}

	/**
	 * Returns the value for a metric's label.
	 */
	String label() {
		return this.label;
	}

}
