package io.dataflowmonitoring.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What was measured last of each case and peers, as a file with a line for each figure.
 * The cases take hours together, so each can be measured on its own.
 */
public final class ResultsFile {

	private static final String HEADER = "case,peers,apps,samples,figure,value,date";

	private final Path file;

	/**
	 * Creates it.
	 * @param file the file, which need not exist
	 */
	public ResultsFile(Path file) {
		this.file = file;
	}

	/**
	 * Reads everything.
	 * @return the measurements, in the order in which they are in the file, with the day
	 * of each
	 * @throws IOException if the file cannot be read
	 */
	public Map<Measurement, LocalDate> read() throws IOException {
		Map<String, Measurement> measurements = new LinkedHashMap<>();
		Map<String, LocalDate> days = new LinkedHashMap<>();
		List<String> lines = Files.exists(this.file) ? Files.readAllLines(this.file) : List.of(HEADER);
		for (String line : lines.subList(1, lines.size())) {
			String[] fields = line.split(",", -1);
			String key = fields[0] + ',' + fields[1];
			measurements
				.computeIfAbsent(key,
						(each) -> new Measurement(fields[0], Peers.valueOf(fields[1]), Integer.parseInt(fields[2]),
								Integer.parseInt(fields[3]), new EnumMap<>(Figure.class)))
				.figures()
				.put(Figure.valueOf(fields[4]), Double.parseDouble(fields[5]));
			days.put(key, LocalDate.parse(fields[6]));
		}
		Map<Measurement, LocalDate> results = new LinkedHashMap<>();
		measurements.forEach((key, measurement) -> results.put(measurement, days.getOrDefault(key, LocalDate.EPOCH)));
		return results;
	}

	/**
	 * Adds measurements, in place of older ones of the same case and peers.
	 * @param measured the measurements
	 * @param day when they were made
	 * @throws IOException if the file cannot be written
	 */
	public void add(List<Measurement> measured, LocalDate day) throws IOException {
		Map<Measurement, LocalDate> all = new LinkedHashMap<>();
		read().forEach((old, date) -> measured.stream()
			.filter((each) -> isSame(each, old))
			.findFirst()
			.ifPresentOrElse((each) -> all.put(each, day), () -> all.put(old, date)));
		measured.forEach((each) -> all.put(each, day));
		List<String> lines = new ArrayList<>(List.of(HEADER));
		all.forEach(
				(measurement, date) -> measurement.figures()
					.forEach((figure,
							value) -> lines.add(String.format(Locale.ROOT, "%s,%s,%d,%d,%s,%s,%s",
									measurement.caseName(), measurement.peers(), measurement.apps(),
									measurement.samples(), figure, value, date))));
		Files.createDirectories(this.file.toAbsolutePath().getParent());
		Files.write(this.file, lines);
	}

	private static boolean isSame(Measurement one, Measurement other) {
		return one.caseName().equals(other.caseName()) && one.peers() == other.peers();
	}

}
