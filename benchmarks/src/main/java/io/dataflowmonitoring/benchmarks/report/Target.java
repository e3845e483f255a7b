package io.dataflowmonitoring.benchmarks.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What one proxy on a machine of two cores is to reach. The work is that of the case of
 * the same name in the table of goals.
 */
enum Target {

	STORM_OF_200("fleet-200", Figure.STORM_SECONDS, 1),

	CPU_OF_200("fleet-200", Figure.STORM_CPU, 1),

	STORM_OF_500("fleet-500", Figure.STORM_SECONDS, 2.5),

	CPU_OF_500("fleet-500", Figure.STORM_CPU, 2.5),

	NONE_UNANSWERED("fleet-500", Figure.STORM_FAILED, 0),

	STORM_OF_1000("fleet-1000", Figure.STORM_SECONDS, 5),

	CPU_OF_1000("fleet-1000", Figure.STORM_CPU, 5),

	STORM_OF_200_AGAIN("fleet-200", Figure.AGAIN_SECONDS, 1),

	CPU_OF_200_AGAIN("fleet-200", Figure.AGAIN_CPU, 1),

	STORM_OF_500_AGAIN("fleet-500", Figure.AGAIN_SECONDS, 2.5),

	CPU_OF_500_AGAIN("fleet-500", Figure.AGAIN_CPU, 2.5),

	STORM_OF_1000_AGAIN("fleet-1000", Figure.AGAIN_SECONDS, 5),

	CPU_OF_1000_AGAIN("fleet-1000", Figure.AGAIN_CPU, 5),

	SAMPLE_OF_200("fleet-200", Figure.CPU_PER_SAMPLE, 0.5, 2),

	SAMPLE_OF_500("fleet-500", Figure.CPU_PER_SAMPLE, 0.5, 2),

	SAMPLE_OF_1000("fleet-1000", Figure.CPU_PER_SAMPLE, 0.5, 2),

	SCRAPE_OF_500("fleet-500", Figure.SCRAPE_SECONDS, 0.5),

	SCRAPE_OF_1000("fleet-1000", Figure.SCRAPE_SECONDS, 1),

	GZIP_OF_200("fleet-200", Figure.GZIP_CPU_PER_SAMPLE, 1.5, 3),

	GZIP_OF_500("fleet-500", Figure.GZIP_CPU_PER_SAMPLE, 1.5, 3),

	GZIP_OF_1000("fleet-1000", Figure.GZIP_CPU_PER_SAMPLE, 1.5, 3),

	MEMORY_OF_200("fleet-200", Figure.PEAK_RSS, 300),

	MEMORY_OF_500("fleet-500", Figure.PEAK_RSS, 400),

	MEMORY_OF_1000("fleet-1000", Figure.PEAK_RSS, 600),

	STALLED_DEADLINE("stalled-1000", Figure.STALLED_SECONDS, 10),

	STALLED_COMPLETE("stalled-1000", Figure.STALLED_MISSING, 0);

	private final String caseName;

	private final Figure figure;

	private final double most;

	private final double mostWithPublishedClients;

	Target(String caseName, Figure figure, double most) {
		this(caseName, figure, most, Double.NaN);
	}

	Target(String caseName, Figure figure, double most, double mostWithPublishedClients) {
		this.caseName = caseName;
		this.figure = figure;
		this.most = most;
		this.mostWithPublishedClients = mostWithPublishedClients;
	}

	/** What a table says: nothing if there is no goal. */
	static String of(String caseName, Figure figure) {
		return Arrays.stream(values())
			.filter((target) -> target.caseName.equals(caseName) && target.figure == figure)
			.findFirst()
			.map(Target::text)
			.orElse("");
	}

	/** All goals with what was measured of them. */
	static String table(List<Measurement> measurements) {
		List<String> header = new ArrayList<>(List.of("case", "figure", "to reach"));
		Arrays.stream(Peers.values()).forEach((peers) -> header.add(peers.title()));
		MarkdownTable table = new MarkdownTable(header);
		for (Target target : values()) {
			List<String> row = new ArrayList<>(List.of(target.caseName, target.figure.title(), target.text()));
			for (Peers peers : Peers.values()) {
				row.add(measurements.stream()
					.filter((each) -> each.caseName().equals(target.caseName) && each.peers() == peers)
					.map((each) -> CaseTable.text(each, target.figure))
					.findFirst()
					.orElse(""));
			}
			table.add(row);
		}
		return table.toString();
	}

	private String text() {
		String ours = number(this.most);
		return Double.isNaN(this.mostWithPublishedClients) ? ours
				: ours + "; published clients " + number(this.mostWithPublishedClients);
	}

	private static String number(double value) {
		return String.format(Locale.ROOT, (value == Math.rint(value)) ? "%.0f" : "%.1f", value);
	}

}
