package io.dataflowmonitoring.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the generated parts of {@code RESULTS.md}, and its picture, from what was
 * measured.
 */
public final class ResultsPage {

	private static final String GROWTH = "growth-apps-";

	private static final String APP_COST = "results/app-cost.md";

	private final Path directory;

	/**
	 * Creates it.
	 * @param directory the folder of the benchmarks
	 */
	public ResultsPage(Path directory) {
		this.directory = directory;
	}

	/**
	 * Returns the file that the figures of fleets are in.
	 * @return the file
	 */
	public ResultsFile figures() {
		return new ResultsFile(this.directory.resolve("results/fleets.csv"));
	}

	/**
	 * Keeps what a scrape costs an app.
	 * @param table the table in Markdown
	 * @throws IOException if it cannot be written
	 */
	public void keepAppCost(String table) throws IOException {
		Files.createDirectories(this.directory.resolve("results"));
		Files.writeString(this.directory.resolve(APP_COST), table);
	}

	/**
	 * Writes everything anew.
	 * @param options the JVM options of our proxy, in Markdown
	 * @throws IOException if a file cannot be read or written
	 */
	public void write(String options) throws IOException {
		Map<Measurement, LocalDate> results = figures().read();
		List<Measurement> measurements = new ArrayList<>(results.keySet());
		Path file = this.directory.resolve("RESULTS.md");
		GeneratedParts page = new GeneratedParts(Files.readString(file))
			.replace("machine",
					Machine.describe() + "\nOur proxy's JVM options: " + options + ". "
							+ "The published proxy's: `-Xmx3g`.")
			.replace("goals", Target.table(measurements))
			.replace("cases", cases(results))
			.replace("growth", growth(measurements));
		Path appCost = this.directory.resolve(APP_COST);
		if (Files.exists(appCost)) {
			page.replace("app-cost", Files.readString(appCost));
		}
		Path micro = this.directory.resolve("results/jmh.csv");
		if (Files.exists(micro)) {
			page.replace("micro", MicroResults.table(micro));
		}
		Files.writeString(file, page.toString());
	}

	private static String cases(Map<Measurement, LocalDate> results) {
		Map<String, List<Measurement>> cases = new LinkedHashMap<>();
		results.keySet()
			.stream()
			.filter((each) -> !each.caseName().startsWith("growth-"))
			.sorted(Comparator.comparing(Measurement::peers))
			.forEach((each) -> cases.computeIfAbsent(each.caseName(), (name) -> new ArrayList<>()).add(each));
		StringBuilder tables = new StringBuilder();
		cases.forEach((name, measurements) -> tables.append("### ")
			.append(name)
			.append("\n\n")
			.append(measurements.stream()
				.map((each) -> each.peers().title() + ": " + results.get(each))
				.reduce("Measured: ", (all, each) -> all + each + "; "))
			.append("`benchmarks/run --write --case ")
			.append(name)
			.append("`\n\n")
			.append(CaseTable.of(measurements))
			.append('\n'));
		return tables.toString();
	}

	private String growth(List<Measurement> measurements) throws IOException {
		List<Measurement> apps = of(measurements, GROWTH, Comparator.comparing(Measurement::apps));
		List<Measurement> samples = of(measurements, "growth-samples-", Comparator.comparing(Measurement::samples));
		String picture = "";
		if (apps.size() > 1) {
			picture = "![CPU of a sample and memory of an app, by the number of apps](results/growth.svg)\n\n";
			GrowthPlot plot = new GrowthPlot();
			plot.add("CPU of a sample, µs", "apps of " + apps.get(0).samples() + " samples",
					points(apps, Figure.CPU_PER_SAMPLE));
			plot.add("Memory of an app between scrapes, kB", "apps of " + apps.get(0).samples() + " samples",
					points(apps, Figure.LIVE_PER_APP));
			Files.writeString(this.directory.resolve("results/growth.svg"), plot.toString());
		}
		return picture + table(apps) + '\n' + table(samples);
	}

	private static List<Measurement> of(List<Measurement> measurements, String prefix, Comparator<Measurement> order) {
		return measurements.stream().filter((each) -> each.caseName().startsWith(prefix)).sorted(order).toList();
	}

	private static List<GrowthPlot.Point> points(List<Measurement> measurements, Figure figure) {
		return measurements.stream()
			.filter((each) -> each.figures().containsKey(figure))
			.map((each) -> new GrowthPlot.Point(each.apps(), Math.max(0, each.figures().getOrDefault(figure, 0.0))))
			.toList();
	}

	private static String table(List<Measurement> measurements) {
		List<Figure> figures = List.of(Figure.CPU_PER_SAMPLE, Figure.SCRAPE_SECONDS, Figure.MEGABYTES,
				Figure.LIVE_PER_APP, Figure.PEAK_RSS);
		List<String> header = new ArrayList<>(List.of("apps × samples"));
		figures.forEach((figure) -> header.add(figure.title()));
		MarkdownTable table = new MarkdownTable(header);
		for (Measurement measurement : measurements) {
			List<String> row = new ArrayList<>();
			row.add("%,d × %,d".formatted(measurement.apps(), measurement.samples()));
			figures.forEach((figure) -> row.add(CaseTable.text(measurement, figure)));
			table.add(row);
		}
		return table.toString();
	}

}
