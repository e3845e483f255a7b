package io.dataflowmonitoring.proxy.web;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.springframework.http.HttpHeaders;
import org.springframework.util.StringUtils;
import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * The codings that whoever scrapes can read, as the {@code Accept-Encoding} header says
 * (RFC 9110, section 12.5.3). Of all codings only gzip is offered: it is what Prometheus
 * asks for.
 */
final class AcceptedEncodings {

	private static final String GZIP = "gzip";

	/** Equivalent to gzip (RFC 9110, section 8.4.1.3). */
	private static final String X_GZIP = "x-gzip";

	private static final String IDENTITY = "identity";

	private static final String ANY = "*";

	private static final String QUALITY = "q=";

	private AcceptedEncodings() {
	}

	/**
	 * Returns whether the answer to a request is to be compressed with gzip.
	 * @param request the request
	 */
	static boolean isGzip(ServerRequest request) {
		return isGzip(request.headers().header(HttpHeaders.ACCEPT_ENCODING));
	}

	/**
	 * Returns whether an answer is to be compressed with gzip: if that is accepted, and
	 * no less welcome than the answer as it is.
	 * @param acceptEncoding the values of the header; none if there is none
	 */
	static boolean isGzip(List<String> acceptEncoding) {
		Map<String, Double> qualities = new HashMap<>();
		for (String value : acceptEncoding) {
			for (String coding : StringUtils.tokenizeToStringArray(value.toLowerCase(Locale.ROOT), ",")) {
				String[] parts = StringUtils.tokenizeToStringArray(coding, ";");
				if (parts.length > 0) {
					qualities.put(parts[0], quality(parts));
				}
			}
		}
		double any = qualities.getOrDefault(ANY, 0.0);
		double gzip = qualities.getOrDefault(GZIP, qualities.getOrDefault(X_GZIP, any));
		return gzip > 0 && gzip >= qualities.getOrDefault(IDENTITY, 0.0);
	}

	/**
	 * Returns how welcome a coding is. One that says so in a way that nobody understands
	 * is not welcome.
	 */
	private static double quality(String[] parts) {
		for (int i = 1; i < parts.length; i++) {
			if (parts[i].startsWith(QUALITY)) {
				try {
					return Double.parseDouble(parts[i].substring(QUALITY.length()));
				}
				catch (NumberFormatException ex) {
					return 0;
				}
			}
		}
		return 1;
	}

}
