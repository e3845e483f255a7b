package io.dataflowmonitoring.systemtests.fleet;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many samples of each app a merged exposition has. Only counts, and so is done with
 * hundreds of thousands of samples in a fraction of a second.
 */
public final class SampleCount {

	private static final String INSTANCE = "instance=\"";

	private final Map<String, Integer> byInstance = new HashMap<>();

	/**
	 * Counts.
	 * @param exposition the text that a scrape of the proxy has brought
	 */
	public SampleCount(String exposition) {
		int end;
		for (int start = 0; start < exposition.length(); start = end + 1) {
			int feed = exposition.indexOf('\n', start);
			end = (feed < 0) ? exposition.length() : feed;
			int label = (exposition.charAt(start) != '#') ? label(exposition, start, end) : -1;
			if (label >= 0) {
				this.byInstance.merge(exposition.substring(label, exposition.indexOf('"', label)), 1, Integer::sum);
			}
		}
	}

	/**
	 * Where the value begins, or -1. What other labels end in that name does not count.
	 */
	private static int label(String exposition, int start, int end) {
		int found = exposition.indexOf(INSTANCE, start);
		while (found >= 0 && found < end && exposition.charAt(found - 1) != '{'
				&& exposition.charAt(found - 1) != ',') {
			found = exposition.indexOf(INSTANCE, found + 1);
		}
		return (found >= 0 && found < end) ? found + INSTANCE.length() : -1;
	}

	/**
	 * Returns how many samples an app has.
	 * @param app the app
	 * @return the number of samples, 0 if it is not there at all
	 */
	public int of(SimulatedApp app) {
		return this.byInstance.getOrDefault(app.instance(), 0);
	}

	/**
	 * Returns how many apps have at least one sample.
	 * @return the number of different instances
	 */
	public int apps() {
		return this.byInstance.size();
	}

	/**
	 * Returns which apps are not there with all of their samples and nothing but those.
	 * @param apps the apps to look for
	 * @return a line for each that is not complete
	 */
	public List<String> incomplete(Collection<SimulatedApp> apps) {
		return apps.stream()
			.filter((app) -> of(app) != app.samples())
			.map((app) -> app + " has " + of(app) + " of " + app.samples() + " samples")
			.toList();
	}

}
