package io.dataflowmonitoring.proxy.status;

/**
 * What a reason means, and what to do about it.
 *
 * @param title what has happened
 * @param action what to do
 */
record Advice(String title, String action) {

	private static final String PREFIX = "micrometer.prometheus-proxy.";

	/**
	 * Returns what to do about an app that is left out of scrapes.
	 * @param reason the reason, as {@code prometheus_proxy_app_up} has it
	 */
	static Advice forApp(String reason) {
		return switch (reason) {
			case "timeout" -> new Advice("Stalled: no answer in time",
					"""
							Look for what keeps the app busy: garbage collection, blocked threads, a slow meter. It is asked again \
							once it has answered. If it needs that long, raise scrape_timeout in Prometheus.""");
			case "malformed" -> new Advice("Answers break the rules of the format", """
					Open the app's metrics to see what it says. Most often two meters have the same name, or something \
					besides Micrometer writes metrics. The detail names the line.""");
			case "undecryptable" -> new Advice("Answers cannot be deciphered", """
					The app and the proxy do not have the same key: restart the app. If it happens again, something \
					between them changes what they say: turn on TLS.""");
			case "replayed" -> new Advice("Answers came twice or out of order", """
					Something between the app and the proxy repeats what they say: look at load balancers and \
					gateways, and turn on TLS.""");
			case "flooded" -> new Advice("The app sends more than it was asked for", """
					Update the app's client; if it is not meant to be there, keep it out with a token.""");
			case "oversized" ->
				new Advice("Answers are too large", "Remove meters that the app does not need, or raise " + PREFIX
						+ "max-exposition-size and max-answer-size.");
			case "too_many_samples" -> new Advice("Too many samples",
					"Look for a label with endless values, such as an id or a path, or raise " + PREFIX
							+ "max-samples.");
			case "too_many_labels" ->
				new Advice("Too many labels on a sample", "Take common tags away, or raise " + PREFIX + "max-labels.");
			case "label_name_too_long" -> new Advice("The name of a label is too long",
					"Shorten it, or raise " + PREFIX + "max-label-name-length.");
			case "label_value_too_long" -> new Advice("The value of a label is too long",
					"Keep texts such as messages and queries out of tags, or raise " + PREFIX
							+ "max-label-value-length.");
			case "app_error" ->
				new Advice("The app could not write its metrics", "Look into the app's log: it has the error.");
			case "closed" -> new Advice("The connection broke during the scrape",
					"Nothing, if the app comes back. If not, look into its log and at the network between.");
			case "internal_error" -> new Advice("The proxy itself failed",
					"Look into the proxy's log, and report it with the lines that you find there.");
			default -> new Advice("Left out: " + reason.replace('_', ' '), "Look into the proxy's log.");
		};
	}

	static Advice forLost() {
		return new Advice("Gone without a final push", """
				Find out why it ended: killed (kill -9, out of memory), or cut off from the network. What it counted \
				since the last scrape is lost.""");
	}

	static Advice forSlow() {
		return new Advice("Close to the scrape timeout", """
				Look for what makes the app slow, or for meters that it does not need, before it is left out. \
				Or raise scrape_timeout in Prometheus.""");
	}

	/**
	 * Returns what to do about something that has failed lately.
	 * @param kind what it was
	 * @param reason why, as the metric's label has it
	 */
	static Advice forFailure(FailureKind kind, String reason) {
		return switch (kind) {
			case REFUSED_CONNECTION -> forRefused(reason);
			case BROKEN_CONNECTION ->
				new Advice("Connections closed: the app broke the protocol (" + reason.replace('_', ' ') + ")", """
						The proxy's log names the app. Update its client; published clients 1.5 work. If it is no app, \
						keep it away from the port.""");
			case FINAL_PUSH -> forPush(reason);
			case REFUSED_SCRAPE -> reason.equals("not_read")
					? new Advice("Scrapes cut off: the answer was not read",
							"Look at whoever scrapes: it asks, and does not read.")
					: new Advice("Scrapes refused: too many at the same time",
							"Scrape less often, or raise " + PREFIX + "max-concurrent-scrapes.");
			case REJECTED_FAMILY -> new Advice("Families left out: apps disagree on a type",
					"Make the apps agree on the meter's type, or rename one. The proxy's log names both apps.");
			case DROPPED_SAMPLES -> new Advice("Samples left out: two apps gave the same series",
					"Give each app a label of its own, such as instance. The proxy's log names both apps.");
		};
	}

	private static Advice forRefused(String reason) {
		return switch (reason) {
			case "too_many_connections" -> new Advice("Connections refused: too many are open",
					"Raise " + PREFIX + "max-connections, or run more proxies.");
			case "too_many_from_address" -> new Advice("Connections refused: too many from one address",
					"If it is a load balancer or a gateway, raise " + PREFIX + "max-connections-per-address.");
			case "credentials_missing" -> new Advice("Connections refused: no token",
					"Give the app one of the proxy's app-tokens in micrometer.prometheus.rsocket.token.");
			case "credentials_wrong" -> new Advice("Connections refused: wrong token",
					"The app's token is none of the proxy's app-tokens: correct one of the two.");
			case "not_tls" -> new Advice("Connections refused: the app does not speak TLS",
					"Set micrometer.prometheus.rsocket.ssl.bundle for the app. Published clients have no TLS.");
			case "tls_certificate_missing", "tls_certificate_untrusted", "tls_alert", "tls_error", "tls_timeout" ->
				new Advice("Connections refused: " + reason.replace('_', ' ').replace("tls", "TLS"),
						"Compare the certificates and authorities in the SSL bundles of the app and of the proxy.");
			case "unsupported_version" -> new Advice("Connections refused: unknown version of the protocol",
					"Update the proxy: the app is newer.");
			default -> new Advice("Connections refused: " + reason.replace('_', ' '),
					"The proxy's log has the address. If it is no app, keep it away from the port.");
		};
	}

	private static Advice forPush(String result) {
		return switch (result) {
			case "rejected" -> new Advice("Final pushes rejected",
					"They were malformed or too large: the proxy's log names the apps and the reason.");
			case "not_stored" -> new Advice("Final pushes not stored",
					"Look at the disk of " + PREFIX + "push-directory: is it full or not writable?");
			case "lost" -> new Advice("Final pushes lost: no scrape came",
					"Let Prometheus scrape this proxy, or raise " + PREFIX + "undelivered-retention.");
			case "dropped" -> new Advice("Final pushes dropped: too many are kept", "Raise " + PREFIX
					+ "max-kept-pushes or " + PREFIX + "max-kept-size, or lower " + PREFIX + "retention.");
			case "corrupt" -> new Advice("Files of final pushes could not be read",
					"Look at the disk, and at the files *.corrupt in " + PREFIX + "push-directory.");
			default -> new Advice("Final pushes: " + result.replace('_', ' '), "Look into the proxy's log.");
		};
	}

}
