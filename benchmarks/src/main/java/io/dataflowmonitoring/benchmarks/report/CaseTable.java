package io.dataflowmonitoring.benchmarks.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * All figures of a case, side by side for all peers and with what they are to be.
 */
public final class CaseTable {

	private CaseTable() {
	}

	/**
	 * Writes the table.
	 * @param measurements what was measured of the case, at most once for the same peers
	 * @return the table in Markdown
	 */
	public static String of(List<Measurement> measurements) {
		Measurement first = measurements.get(0);
		List<String> header = new ArrayList<>();
		header.add("%s: %,d × %,d samples".formatted(first.caseName(), first.apps(), first.samples()));
		measurements.forEach((measurement) -> header.add(measurement.peers().title()));
		header.add("to reach");
		MarkdownTable table = new MarkdownTable(header);
		Arrays.stream(Figure.values())
			.filter((figure) -> measurements.stream().anyMatch((each) -> each.figures().containsKey(figure)))
			.forEach((figure) -> {
				List<String> row = new ArrayList<>();
				row.add(figure.title());
				measurements.forEach((measurement) -> row.add(text(measurement, figure)));
				row.add(Target.of(first.caseName(), figure));
				table.add(row);
			});
		return table.toString();
	}

	static String text(Measurement measurement, Figure figure) {
		Double value = measurement.figures().get(figure);
		if (value == null) {
			return "";
		}
		return value.isInfinite() ? "never" : String.format(Locale.ROOT, "%,." + figure.decimals() + "f", value);
	}

}
