package io.dataflowmonitoring.proxy.status;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Something that is wrong, or about to be.
 *
 * @param severity {@code error} if metrics are missing, {@code warning} otherwise
 * @param kind what it is, as one of a few values: a reason of
 * {@code prometheus_proxy_app_up}, {@code limit}, {@code slow}, {@code not_scraped},
 * {@code push_disk}, {@code port_not_bound}, or what has failed lately, in lower case
 * @param title what it is, for people
 * @param detail which numbers belong to it, for people
 * @param action what to do
 * @param appCount how many apps it is about; 0 if it is not about apps
 * @param apps the ids of these apps, at most {@value #MAX_APPS}
 * @param lastSeen when it was seen last; null if it goes on
 */
public record Problem(String severity, String kind, String title, String detail, String action, int appCount,
		List<String> apps, @Nullable Instant lastSeen) {

	static final String ERROR = "error";

	static final String WARNING = "warning";

	/** As many as anybody looks at one by one. */
	static final int MAX_APPS = 20;

	static Problem general(String severity, String kind, String title, String detail, String action) {
		return new Problem(severity, kind, title, detail, action, 0, List.of(), null);
	}

	static Problem ofApps(String severity, String kind, String detail, Advice advice, List<String> apps) {
		return new Problem(severity, kind, advice.title(), detail, advice.action(), apps.size(),
				apps.stream().limit(MAX_APPS).toList(), null);
	}

	boolean isError() {
		return this.severity.equals(ERROR);
	}

}
