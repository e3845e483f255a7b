package io.dataflowmonitoring.proxy.web;

import org.springframework.http.HttpHeaders;

/**
 * What a browser is told about the status page and all that belongs to it: nothing from
 * elsewhere, no script and no style but our own files, and no text becomes markup.
 */
final class PageHeaders {

	static final String CONTENT_SECURITY_POLICY = String.join("; ", "default-src 'none'", "script-src 'self'",
			"style-src 'self'", "img-src 'self'", "connect-src 'self'", "base-uri 'none'", "form-action 'none'",
			"frame-ancestors 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'");

	static final String CONTENT_TYPE_OPTIONS = "X-Content-Type-Options";

	/** A content type is what it says, and is not to be guessed. */
	static final String NO_SNIFFING = "nosniff";

	private PageHeaders() {
	}

	/**
	 * Adds them to an answer that must not be kept.
	 */
	static void fresh(HttpHeaders headers) {
		headers.setCacheControl("no-store");
		restrict(headers);
	}

	/**
	 * Adds them to an answer that may be kept, but must be asked for before it is used
	 * again.
	 */
	static void revalidated(HttpHeaders headers) {
		headers.setCacheControl("no-cache");
		restrict(headers);
	}

	private static void restrict(HttpHeaders headers) {
		headers.set("Content-Security-Policy", CONTENT_SECURITY_POLICY);
		headers.set(CONTENT_TYPE_OPTIONS, NO_SNIFFING);
		headers.set("Referrer-Policy", "no-referrer");
		headers.set("Cross-Origin-Resource-Policy", "same-origin");
	}

}
