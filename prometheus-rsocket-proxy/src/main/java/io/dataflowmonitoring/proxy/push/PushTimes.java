package io.dataflowmonitoring.proxy.push;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.dataflowmonitoring.proxy.exposition.AppIdentity;
import io.dataflowmonitoring.proxy.exposition.Exposition;
import io.dataflowmonitoring.proxy.exposition.ExpositionLimits;
import io.dataflowmonitoring.wire.ExpositionFormat;

/**
 * When the kept pushes arrived, as an exposition that goes with them.
 */
public final class PushTimes {

	private static final String HEADER = """
			# HELP prometheus_proxy_push_time_seconds When the app sent its last metrics, in seconds since the epoch
			# TYPE prometheus_proxy_push_time_seconds gauge
			""";

	private PushTimes() {
	}

	/**
	 * Writes the family {@code prometheus_proxy_push_time_seconds}.
	 * @param pushes the kept pushes, the latest one coming first
	 * @return one sample for each app's latest push
	 */
	public static Exposition of(List<KeptPush> pushes) {
		return Exposition.parse(text(pushes).getBytes(StandardCharsets.UTF_8), ExpositionFormat.TEXT_0_0_4,
				ExpositionLimits.NONE);
	}

	static String text(List<KeptPush> pushes) {
		StringBuilder text = new StringBuilder(HEADER);
		Set<AppIdentity> seen = new HashSet<>();
		for (KeptPush push : pushes) {
			if (seen.add(push.identity())) {
				text.append("prometheus_proxy_push_time_seconds")
					.append(push.identity())
					.append(' ')
					.append(String.format(Locale.ROOT, "%.3f", push.time().toEpochMilli() / 1_000d))
					.append('\n');
			}
		}
		return text.toString();
	}

}
