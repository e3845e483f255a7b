package io.dataflowmonitoring.systemtests.fleet;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

import io.dataflowmonitoring.wire.ExpositionSource;

/**
 * The metrics of one app: the families of a Spring Boot stream app, each sample with the
 * labels that the starter gives it in Spring Cloud Data Flow. Most of it is written once,
 * since what costs the proxy something is not what the values are.
 */
final class SimulatedMetrics implements ExpositionSource {

	/**
	 * Counts how often the app wrote its metrics, so that each answer differs from the
	 * one before.
	 */
	static final String WRITTEN = "fleet_app_expositions";

	/** How many samples the app has in all, this one included. */
	static final String SAMPLES = "fleet_app_samples";

	private static final String OPENMETRICS = "application/openmetrics-text";

	private final String labels;

	private final int sampleCount;

	private final AtomicLong written = new AtomicLong();

	private final byte[] text;

	private final byte[] openMetrics;

	/**
	 * Makes an app's metrics.
	 * @param identity the labels of every sample
	 * @param sampleCount how many samples there are in all
	 */
	SimulatedMetrics(Map<String, String> identity, int sampleCount) {
		this.labels = identity.entrySet()
			.stream()
			.map((label) -> label.getKey() + "=\"" + label.getValue() + "\"")
			.collect(Collectors.joining(","));
		this.sampleCount = sampleCount;
		// Two samples are written afresh each time.
		int fixed = sampleCount - 2;
		this.text = new SimulatedFamilies(this.labels, false).write(fixed).getBytes(StandardCharsets.UTF_8);
		this.openMetrics = new SimulatedFamilies(this.labels, true).write(fixed).getBytes(StandardCharsets.UTF_8);
	}

	@Override
	public void writeTo(OutputStream out, String contentType) throws IOException {
		boolean isOpenMetrics = contentType.startsWith(OPENMETRICS);
		out.write(isOpenMetrics ? this.openMetrics : this.text);
		out.write(changing(isOpenMetrics).getBytes(StandardCharsets.UTF_8));
	}

	private String changing(boolean isOpenMetrics) {
		String counter = WRITTEN + "_total";
		return "# TYPE " + (isOpenMetrics ? WRITTEN : counter) + " counter\n" + counter + '{' + this.labels + "} "
				+ this.written.incrementAndGet() + ".0\n# TYPE " + SAMPLES + " gauge\n" + SAMPLES + '{' + this.labels
				+ "} " + this.sampleCount + ".0\n" + (isOpenMetrics ? "# EOF\n" : "");
	}

}
